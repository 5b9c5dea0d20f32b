package starling.peer.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.PeerId;
import starling.bencode.BDictionary;
import starling.bencode.BString;
import starling.bencode.BencodeException;
import starling.bencode.BencodeReader;
import starling.bencode.BencodeWriter;
import starling.peer.policy.Ledger;

/** Keeps a {@link Ledger} in one file: a dictionary whose {@code peers} are records of 44 bytes. */
public final class LedgerFile {
    private static final int RECORD = PeerId.LENGTH + 3 * Long.BYTES;
    private static final long MAX_BYTES = (long) RECORD * Ledger.MOST + 100;
    private static final Logger log = LoggerFactory.getLogger(LedgerFile.class);

    private final Path path;

    public LedgerFile(Path path) {
        this.path = path;
    }

    /** An empty one where there is none, or one that cannot be read. */
    public Ledger load() {
        try {
            return new Ledger(read());
        } catch (NoSuchFileException none) {
            return new Ledger();
        } catch (IOException damaged) {
            log.warn("{} is begun anew: {}", path, damaged.getMessage());
            return new Ledger();
        }
    }

    private List<Ledger.Account> read() throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            throw new BencodeException("larger than any ledger");
        }
        ByteBuffer records =
                BencodeReader.read(Files.readAllBytes(path), BencodeReader.Limits.MESSAGE) instanceof BDictionary ledger
                        ? ledger.string("peers").map(BString::buffer).orElse(ByteBuffer.allocate(1))
                        : ByteBuffer.allocate(1);
        if (records.remaining() % RECORD != 0) {
            throw new BencodeException("not a ledger");
        }
        List<Ledger.Account> accounts = new ArrayList<>(records.remaining() / RECORD);
        while (records.hasRemaining()) {
            byte[] id = new byte[PeerId.LENGTH];
            records.get(id);
            long gave = records.getLong();
            long took = records.getLong();
            long last = records.getLong();
            if (gave < 0 || took < 0 || last < 0) {
                throw new BencodeException("less than nothing was moved");
            }
            accounts.add(new Ledger.Account(PeerId.of(id), gave, took, last));
        }
        return accounts;
    }

    /** Writes it in place of what was there. */
    public void save(List<Ledger.Account> accounts) throws IOException {
        ByteBuffer records = ByteBuffer.allocate(accounts.size() * RECORD);
        for (Ledger.Account account : accounts) {
            records.put(account.peer().bytes())
                    .putLong(account.gaveBytes())
                    .putLong(account.tookBytes())
                    .putLong(account.lastSeconds());
        }
        Files.createDirectories(path.getParent());
        AtomicFile.replace(path, BencodeWriter.write(BDictionary.of(Map.of("peers", BString.of(records.array())))));
    }
}
