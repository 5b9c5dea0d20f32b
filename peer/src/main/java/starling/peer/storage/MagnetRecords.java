package starling.peer.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeException;
import starling.bencode.BencodeReader;
import starling.bencode.BencodeWriter;
import starling.metainfo.InfoHash;
import starling.metainfo.MagnetLink;

/** The magnet links of a home whose torrents are not there yet: {@code HASH.magnet}, beside the {@link TorrentRecords}. */
public final class MagnetRecords {
    private static final String MAGNET = ".magnet";

    /** The longest link, written out in percent escapes, and what else there is. */
    private static final int MAX_BYTES = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(MagnetRecords.class);

    private final Path folder;

    public MagnetRecords(Path folder) {
        this.folder = folder;
    }

    /** All records; one that cannot be read is passed over and said so in the log. */
    public List<MagnetRecord> all() throws IOException {
        List<MagnetRecord> records = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return records;
        }
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, "*" + MAGNET)) {
            for (Path path : paths) {
                try {
                    records.add(read(path));
                } catch (IOException | IllegalArgumentException unreadable) {
                    log.warn("passed over {}: {}", path, unreadable.getMessage());
                }
            }
        }
        records.sort(java.util.Comparator.comparing(record -> record.link().infoHash()));
        return records;
    }

    private static MagnetRecord read(Path path) throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            throw new BencodeException("larger than any record");
        }
        if (!(BencodeReader.read(Files.readAllBytes(path), BencodeReader.Limits.MESSAGE)
                instanceof BDictionary state)) {
            throw new BencodeException("not a dictionary");
        }
        return new MagnetRecord(
                MagnetLink.parse(text(state, "link")),
                Path.of(text(state, "folder")),
                Path.of(text(state, "torrents")),
                state.integer("paused").orElse(0) == 1,
                state.integer("sequential").orElse(0) == 1);
    }

    private static String text(BDictionary state, String key) throws BencodeException {
        return state.text(key).orElseThrow(() -> new BencodeException("it has no " + key));
    }

    /** Writes a record in place of the one before. */
    public void save(MagnetRecord record) throws IOException {
        Files.createDirectories(folder);
        Map<String, BValue> state = new TreeMap<>();
        state.put("link", BString.of(record.link().toString()));
        state.put("folder", BString.of(record.folder().toString()));
        state.put("torrents", BString.of(record.torrents().toString()));
        state.put("paused", new BInteger(record.paused() ? 1 : 0));
        state.put("sequential", new BInteger(record.sequential() ? 1 : 0));
        AtomicFile.replace(path(record.link().infoHash()), BencodeWriter.write(BDictionary.of(state)));
    }

    /** Forgets a magnet link. */
    public void remove(InfoHash infoHash) throws IOException {
        Files.deleteIfExists(path(infoHash));
    }

    private Path path(InfoHash infoHash) {
        return folder.resolve(infoHash.hex() + MAGNET);
    }
}
