package starling.peer.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.PeerId;

/**
 * Who a home is to others: the same in each run, so that they can keep accounts.
 *
 * @param announceKey proves to a tracker that we are ourselves when our address changes
 */
public record Identity(PeerId peerId, String announceKey) {
    private static final Pattern WRITTEN = Pattern.compile("([0-9A-Za-z]{12}) ([0-9a-f]{8})\\n");
    private static final Logger log = LoggerFactory.getLogger(Identity.class);

    /** @param prefix names the program and its version (BEP 20) */
    public static Identity random(String prefix, RandomGenerator random) {
        return new Identity(PeerId.random(prefix, random), String.format("%08x", random.nextInt()));
    }

    /**
     * The one that a file keeps, which is made where it is missing or damaged. Of the peer id the file holds the part that
     * does not name the program.
     */
    public static Identity of(Path file, String prefix, RandomGenerator random) throws IOException {
        try {
            if (Files.size(file) <= 64) {
                var written = WRITTEN.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                if (written.matches()) {
                    byte[] id = (prefix + written.group(1)).getBytes(StandardCharsets.US_ASCII);
                    return new Identity(PeerId.of(id), written.group(2));
                }
            }
            log.warn("{} is no identity: a new one is made", file);
        } catch (NoSuchFileException first) {
            log.debug("{} is made", file);
        }
        Identity made = random(prefix, random);
        String own = made.peerId().toString().substring(prefix.length());
        Files.createDirectories(file.toAbsolutePath().getParent());
        AtomicFile.replace(file, (own + " " + made.announceKey() + "\n").getBytes(StandardCharsets.US_ASCII));
        return made;
    }
}
