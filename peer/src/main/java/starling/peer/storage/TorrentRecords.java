package starling.peer.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceException;
import starling.announce.AnnouncedPeer;
import starling.announce.CompactPeers;
import starling.announce.Endpoint;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeException;
import starling.bencode.BencodeReader;
import starling.bencode.BencodeWriter;
import starling.metainfo.BadTorrentException;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Limits;
import starling.peer.policy.Priority;
import starling.wire.Bitfield;
import starling.wire.WireException;

/**
 * The records of a home, two files a torrent in one folder: {@code HASH.torrent}, written anew only where it is damaged,
 * and {@code HASH.state}, written anew and renamed into place, so that a crash leaves the old or the new. Beside them lies
 * the torrent's {@link WriteMark}, and its part file where there is one.
 */
public final class TorrentRecords {
    private static final String TORRENT = ".torrent";
    private static final String STATE = ".state";
    private static final String WRITTEN = ".written";
    private static final String PARTS = ".parts";
    private static final String PEERS = "peers";
    private static final String PEERS_IPV6 = "peers6";

    /** A bit for each of the most pieces, a stamp for each of 100,000 files, and what else there is. */
    private static final int MAX_STATE_BYTES = 4 << 20;

    /** How many peers are read of each kind of address. */
    private static final int MAX_PEERS = 200;

    private static final long MAX_SEEDED_SECONDS = 1L << 32;

    private static final Priority[] PRIORITIES = Priority.values();

    private static final int STAMP_BYTES = 2 * Long.BYTES;

    private static final Logger log = LoggerFactory.getLogger(TorrentRecords.class);

    private final Path folder;

    public TorrentRecords(Path folder) {
        this.folder = folder;
    }

    /** All records, by name; one that cannot be read is passed over and said so in the log. */
    public List<TorrentRecord> all() throws IOException {
        List<TorrentRecord> records = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return records;
        }
        try (DirectoryStream<Path> states = Files.newDirectoryStream(folder, "*" + STATE)) {
            for (Path state : states) {
                String name = state.getFileName().toString();
                try {
                    records.add(read(name.substring(0, name.length() - STATE.length())));
                } catch (IOException | IllegalArgumentException unreadable) {
                    log.warn("passed over {}: {}", state, unreadable.getMessage());
                }
            }
        }
        records.sort(java.util.Comparator.comparing(record -> record.metainfo().name()));
        return records;
    }

    /**
     * The record of a torrent, where there is one that can be read.
     *
     * @param torrent the bytes that {@code metainfo} was read from; they are not read again
     */
    public Optional<TorrentRecord> find(Metainfo metainfo, byte[] torrent) {
        return find(metainfo.infoHash(), () -> record(state(metainfo.infoHash().hex()), metainfo, torrent));
    }

    /** The record of a torrent, where there is one that can be read. */
    public Optional<TorrentRecord> find(InfoHash infoHash) {
        return find(infoHash, () -> read(infoHash.hex()));
    }

    @FunctionalInterface
    private interface Reading {
        TorrentRecord read() throws IOException;
    }

    private static Optional<TorrentRecord> find(InfoHash infoHash, Reading reading) {
        try {
            return Optional.of(reading.read());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            log.warn("passed over the record of {}: {}", infoHash, unreadable.getMessage());
            return Optional.empty();
        }
    }

    private BDictionary state(String hash) throws IOException {
        Path path = folder.resolve(hash + STATE);
        if (Files.size(path) > MAX_STATE_BYTES) {
            throw new BencodeException("larger than any state");
        }
        if (BencodeReader.read(Files.readAllBytes(path), BencodeReader.Limits.MESSAGE) instanceof BDictionary state) {
            return state;
        }
        throw new BencodeException("not a dictionary");
    }

    private TorrentRecord read(String hash) throws IOException {
        BDictionary state = state(hash);
        byte[] torrent = StoredTorrent.read(folder.resolve(hash + TORRENT));
        Metainfo metainfo = MetainfoReader.read(torrent);
        if (!metainfo.infoHash().hex().equals(hash)) {
            throw new BadTorrentException("its torrent is damaged, or another's");
        }
        return record(state, metainfo, torrent);
    }

    private static TorrentRecord record(BDictionary state, Metainfo metainfo, byte[] torrent) throws IOException {
        return new TorrentRecord(
                metainfo,
                torrent,
                Path.of(state.text("folder").orElseThrow(() -> new BencodeException("it names no folder"))),
                is(state, "given"),
                new Wishes(
                        is(state, "paused"),
                        plan(state, metainfo.files().size()),
                        new Limits(count(state, "max-download"), count(state, "max-upload"))),
                new VerifiedPieces(
                        pieces(state, metainfo.layout().pieceCount()),
                        stamps(state, metainfo.files().size()),
                        is(state, "settled")),
                new Moved(
                        count(state, "downloaded"),
                        count(state, "uploaded"),
                        Duration.ofSeconds(Math.min(MAX_SEEDED_SECONDS, count(state, "seeded")))),
                peers(state));
    }

    private static List<Endpoint> peers(BDictionary state) throws AnnounceException {
        List<Endpoint> peers = new ArrayList<>();
        for (boolean ipv6 : new boolean[] {false, true}) {
            Optional<BString> packed = state.string(ipv6 ? PEERS_IPV6 : PEERS);
            if (packed.isPresent()) {
                CompactPeers.unpack(packed.get(), ipv6).stream()
                        .limit(MAX_PEERS)
                        .map(AnnouncedPeer::endpoint)
                        .forEach(peers::add);
            }
        }
        return peers;
    }

    private static BString packedPeers(TorrentRecord record, boolean ipv6) {
        return BString.of(CompactPeers.pack(
                record.peers().stream()
                        .map(peer -> new AnnouncedPeer(peer, Optional.empty()))
                        .toList(),
                ipv6));
    }

    private static FetchPlan plan(BDictionary state, int count) throws BencodeException {
        byte[] levels = state.string("priorities").map(BString::bytes).orElse(new byte[0]);
        if (levels.length != 0 && levels.length != count) {
            throw new BencodeException("priorities of another number of files");
        }
        List<Priority> files = new ArrayList<>(levels.length);
        for (byte level : levels) {
            if (level < 0 || level >= PRIORITIES.length) {
                throw new BencodeException("no priority is " + level);
            }
            files.add(PRIORITIES[level]);
        }
        return new FetchPlan(files, state.integer("sequential").orElse(0) == 1);
    }

    private static BString packed(FetchPlan plan) {
        byte[] levels = new byte[plan.files().size()];
        for (int file = 0; file < levels.length; file++) {
            levels[file] = (byte) plan.priority(file).ordinal();
        }
        return BString.of(levels);
    }

    private static Bitfield pieces(BDictionary state, int count) throws WireException {
        BString bits = state.string("pieces").orElse(null);
        return bits == null ? new Bitfield(count) : Bitfield.read(bits.buffer(), count);
    }

    private static List<FileStamp> stamps(BDictionary state, int count) throws BencodeException {
        byte[] bytes = state.string("files").map(BString::bytes).orElse(new byte[0]);
        if (bytes.length != 0 && bytes.length != (long) count * STAMP_BYTES) {
            throw new BencodeException("stamps of another number of files");
        }
        List<FileStamp> stamps = new ArrayList<>(bytes.length / STAMP_BYTES);
        for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining(); ) {
            stamps.add(new FileStamp(buffer.getLong(), buffer.getLong()));
        }
        return stamps;
    }

    private static BString packed(List<FileStamp> stamps) {
        ByteBuffer buffer = ByteBuffer.allocate(stamps.size() * STAMP_BYTES);
        stamps.forEach(stamp -> buffer.putLong(stamp.sizeBytes()).putLong(stamp.modifiedNanos()));
        return BString.of(buffer.array());
    }

    private static boolean is(BDictionary state, String key) {
        return state.integer(key).orElse(0) == 1;
    }

    private static BInteger flag(boolean set) {
        return new BInteger(set ? 1 : 0);
    }

    private static long count(BDictionary state, String key) {
        return Math.max(0, state.integer(key).orElse(0));
    }

    /** Writes a record in place of the one before. */
    public void save(TorrentRecord record) throws IOException {
        Files.createDirectories(folder);
        String hash = record.metainfo().infoHash().hex();
        Path torrent = folder.resolve(hash + TORRENT);
        if (!StoredTorrent.isAt(torrent, record.torrent())) {
            AtomicFile.replace(torrent, record.torrent());
        }
        Map<String, BValue> state = new TreeMap<>();
        state.put("folder", BString.of(record.folder().toString()));
        state.put("paused", flag(record.wishes().paused()));
        state.put("given", flag(record.given()));
        state.put("pieces", BString.of(record.pieces().have().bytes()));
        state.put("files", packed(record.pieces().stamps()));
        state.put("settled", flag(record.pieces().settled()));
        state.put("seeded", new BInteger(record.moved().seeded().toSeconds()));
        state.put("priorities", packed(record.wishes().plan()));
        state.put("sequential", flag(record.wishes().plan().sequential()));
        state.put("max-download", new BInteger(record.wishes().limits().downloadBytesPerSecond()));
        state.put("max-upload", new BInteger(record.wishes().limits().uploadBytesPerSecond()));
        state.put("downloaded", new BInteger(record.moved().downloadedBytes()));
        state.put("uploaded", new BInteger(record.moved().uploadedBytes()));
        state.put(PEERS, packedPeers(record, false));
        state.put(PEERS_IPV6, packedPeers(record, true));
        AtomicFile.replace(folder.resolve(hash + STATE), BencodeWriter.write(BDictionary.of(state)));
    }

    /** Forgets a torrent. */
    public void remove(InfoHash infoHash) throws IOException {
        Files.deleteIfExists(folder.resolve(infoHash.hex() + STATE));
        Files.deleteIfExists(folder.resolve(infoHash.hex() + TORRENT));
        Files.deleteIfExists(writeMark(infoHash));
        Files.deleteIfExists(partFile(infoHash));
    }

    /** Where bytes of a torrent's files lie that are not wanted, in pieces that are. */
    public Path partFile(InfoHash infoHash) {
        return folder.resolve(infoHash.hex() + PARTS);
    }

    /** Where a torrent's {@link WriteMark} lies. */
    public Path writeMark(InfoHash infoHash) {
        return folder.resolve(infoHash.hex() + WRITTEN);
    }
}
