package starling.tracker.admission;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import starling.metainfo.InfoHash;

/**
 * A file of info hashes: the only torrents that are served, or those that are not. A line has one hash, of 40
 * hexadecimal digits, and whatever may follow it after a blank; what begins with {@code #} is a remark. Safe for many
 * threads.
 */
public final class TorrentList {
    /** How many hashes a file has at most. */
    public static final int MAX_HASHES = 1_000_000;

    private static final int MAX_LINE_LENGTH = 1_000;
    private static final String HASH = "[0-9A-Fa-f]{" + 2 * InfoHash.LENGTH + "}";

    /** What is done with the torrents in the list. */
    public enum Mode {
        ALLOW,
        BLOCK
    }

    private final Path file;
    private final Mode mode;
    private volatile Set<InfoHash> hashes;

    private TorrentList(Path file, Mode mode, Set<InfoHash> hashes) {
        this.file = file;
        this.mode = mode;
        this.hashes = hashes;
    }

    /** @throws IOException where the file cannot be read or is no such list; the message says what to do */
    public static TorrentList read(Path file, Mode mode) throws IOException {
        return new TorrentList(file, mode, hashes(file));
    }

    /** Reads the file again; where that fails the list stays as it was. */
    public void readAgain() throws IOException {
        hashes = hashes(file);
    }

    public boolean serves(InfoHash infoHash) {
        return hashes.contains(infoHash) == (mode == Mode.ALLOW);
    }

    /** How many hashes it has. */
    public int size() {
        return hashes.size();
    }

    private static Set<InfoHash> hashes(Path file) throws IOException {
        Set<InfoHash> hashes = new HashSet<>();
        // a character a byte: what follows a hash may be in any encoding
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                String hash = text.length() > MAX_LINE_LENGTH ? "" : text.split("\\s", 2)[0];
                if (!hash.matches(HASH)) {
                    throw new IOException(file + ", line " + number + ": not an info hash of 40 hexadecimal digits");
                }
                hashes.add(InfoHash.parse(hash));
                if (hashes.size() > MAX_HASHES) {
                    throw new IOException(file + " has more than " + MAX_HASHES + " info hashes");
                }
            }
        } catch (NoSuchFileException absent) {
            throw new IOException(file + " is not there: make it, or name another file", absent);
        }
        return hashes;
    }
}
