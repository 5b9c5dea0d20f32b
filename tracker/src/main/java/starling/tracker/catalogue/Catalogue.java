package starling.tracker.catalogue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import starling.metainfo.BadTorrentException;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.tracker.database.DatabaseFile;
import starling.tracker.database.StoreException;

/**
 * Every published .torrent, and the words to find it by. Safe for many threads: one publishes at a time, and one reads
 * at a time while it does.
 */
public final class Catalogue implements AutoCloseable {
    /** Longest page of a list. */
    public static final int MAX_ROWS = 200;

    /** A list goes no further than this. */
    public static final int MAX_OFFSET = 100_000;

    private static final String COLUMNS = "t.id, t.info_hash, t.name, t.type, t.torrent, t.size_bytes, t.pieces,"
            + " t.piece_length_bytes, t.files, t.published_millis";

    /** @param isNew false where the torrent was there already, which is left as it was */
    public record Published(Publication publication, boolean isNew) {}

    private final DatabaseFile file;
    private final Connection writer;
    private final Connection reader;
    private final Predicate<InfoHash> served;
    private final ReentrantLock parsing = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading;
    private final AtomicLong count = new AtomicLong();

    private Catalogue(DatabaseFile file, Connection writer, Connection reader, Predicate<InfoHash> served)
            throws SQLException {
        this.file = file;
        this.writer = writer;
        this.reader = reader;
        this.served = served;
        DatabaseFile.define(reader, "served", hash -> served.test(InfoHash.of(hash)));
        this.reading = reader == writer ? writing : new ReentrantLock();
        try (Statement statement = reader.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM torrent")) {
            count.set(result.getLong(1));
        }
    }

    /**
     * @param served which torrents are taken and shown; asked anew each time
     * @throws StoreException where the file is damaged, newer than this program, or cannot be had
     */
    public static Catalogue open(Path path, Predicate<InfoHash> served) throws StoreException {
        DatabaseFile file = CatalogueSchema.file(Optional.of(path));
        Connection writer = file.open();
        Connection reader = null;
        try {
            reader = file.connect();
            return new Catalogue(file, writer, reader, served);
        } catch (SQLException failed) {
            DatabaseFile.closeQuietly(reader);
            DatabaseFile.closeQuietly(writer);
            throw file.failure(failed);
        }
    }

    /** A catalogue that is gone with the process. */
    public static Catalogue inMemory(Predicate<InfoHash> served) throws StoreException {
        DatabaseFile file = CatalogueSchema.file(Optional.empty());
        Connection connection = file.open();
        try {
            return new Catalogue(file, connection, connection, served);
        } catch (SQLException failed) {
            throw file.failure(failed);
        }
    }

    /** How many torrents there are. */
    public long count() {
        return count.get();
    }

    /**
     * Keeps a .torrent. When this returns it is on the disk.
     *
     * @param torrentName what its file is called, from {@link TorrentName#ofFile}
     * @return empty where it is not to be served here
     * @throws BadTorrentException where the bytes are no torrent
     * @throws StoreException where it cannot be kept now
     */
    public Optional<Published> publish(String torrentName, byte[] torrent, Instant now)
            throws BadTorrentException, StoreException {
        Publication publication;
        String fileNames;
        // One at a time: the values of a large torrent take several times its size.
        parsing.lock();
        try {
            Metainfo metainfo = MetainfoReader.read(torrent);
            publication = new Publication(
                    metainfo.infoHash(),
                    metainfo.name(),
                    TorrentName.type(metainfo),
                    torrentName,
                    metainfo.layout().totalBytes(),
                    metainfo.layout().pieceCount(),
                    metainfo.layout().pieceLengthBytes(),
                    metainfo.contentFiles().size(),
                    now);
            fileNames = SearchIndex.fileNames(metainfo);
        } finally {
            parsing.unlock();
        }
        if (!served.test(publication.infoHash())) {
            return Optional.empty();
        }
        Optional<Publication> known = find(publication.infoHash());
        if (known.isPresent()) {
            return Optional.of(new Published(known.get(), false));
        }
        return Optional.of(
                insert(publication, torrent, fileNames)
                        ? new Published(publication, true)
                        : new Published(find(publication.infoHash()).orElse(publication), false));
    }

    /** False where another was faster with the same torrent. */
    private boolean insert(Publication publication, byte[] torrent, String fileNames) throws StoreException {
        writing.lock();
        try (Statement statement = writer.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            try {
                boolean isNew = insertRows(publication, torrent, fileNames);
                statement.executeUpdate("COMMIT");
                if (isNew) {
                    count.incrementAndGet();
                }
                return isNew;
            } catch (SQLException failed) {
                rollBack(statement);
                throw failed;
            }
        } catch (SQLException failed) {
            throw file.failure(failed);
        } finally {
            writing.unlock();
        }
    }

    private static void rollBack(Statement statement) {
        try {
            statement.executeUpdate("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            // SQLite does so itself on a full disk
        }
    }

    private boolean insertRows(Publication publication, byte[] torrent, String fileNames) throws SQLException {
        long id;
        try (PreparedStatement row = writer.prepareStatement("INSERT INTO torrent (info_hash, name, type, torrent,"
                + " size_bytes, pieces, piece_length_bytes, files, published_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (info_hash) DO NOTHING RETURNING id")) {
            row.setBytes(1, publication.infoHash().bytes());
            row.setString(2, publication.name());
            row.setString(3, publication.type());
            row.setString(4, publication.torrent());
            row.setLong(5, publication.sizeBytes());
            row.setInt(6, publication.pieces());
            row.setInt(7, publication.pieceLengthBytes());
            row.setInt(8, publication.files());
            row.setLong(9, publication.published().toEpochMilli());
            try (ResultSet inserted = row.executeQuery()) {
                if (!inserted.next()) {
                    return false;
                }
                id = inserted.getLong(1);
            }
        }
        try (PreparedStatement content = writer.prepareStatement("INSERT INTO metainfo VALUES (?, ?)")) {
            content.setLong(1, id);
            content.setBytes(2, torrent);
            content.executeUpdate();
        }
        SearchIndex.add(writer, id, publication.name(), publication.torrent(), fileNames);
        return true;
    }

    /**
     * The torrents that hold every word of the text, or a word that begins with it, in their name or a file's; best
     * first. In a script without spaces between words, any part of the text is one. A blank text lists them all, newest first.
     *
     * @param text anything
     * @param limit at most {@value #MAX_ROWS}; more counts as that
     * @param offset how many to pass over; at most {@value #MAX_OFFSET}
     */
    public List<Publication> search(String text, int limit, int offset) throws StoreException {
        int rows = Math.max(0, Math.min(limit, MAX_ROWS));
        int skipped = Math.max(0, Math.min(offset, MAX_OFFSET));
        if (text.isBlank()) {
            return query(
                    "SELECT " + COLUMNS + " FROM torrent t WHERE served(t.info_hash) ORDER BY t.id DESC LIMIT " + rows
                            + " OFFSET " + skipped,
                    nothing -> {});
        }
        Optional<String> expression = SearchWords.expression(text);
        if (expression.isEmpty()) {
            return List.of();
        }
        return query(
                "SELECT " + COLUMNS + " FROM words JOIN torrent t ON t.id = words.rowid WHERE words MATCH ?"
                        + " AND served(t.info_hash)"
                        + " ORDER BY bm25(words, 10.0, 5.0, 1.0), t.id DESC LIMIT " + rows + " OFFSET " + skipped,
                statement -> statement.setString(1, expression.get()));
    }

    /** The torrent of that info hash. */
    public Optional<Publication> find(InfoHash infoHash) throws StoreException {
        return query(
                        "SELECT " + COLUMNS + " FROM torrent t WHERE t.info_hash = ? AND served(t.info_hash)",
                        statement -> statement.setBytes(1, infoHash.bytes()))
                .stream()
                .findFirst();
    }

    /** The .torrent of that info hash, byte for byte as it was published. */
    public Optional<byte[]> torrent(InfoHash infoHash) throws StoreException {
        reading.lock();
        try (PreparedStatement statement = reader.prepareStatement(
                "SELECT content FROM metainfo WHERE torrent = (SELECT id FROM torrent WHERE info_hash = ? AND served(info_hash))")) {
            statement.setBytes(1, infoHash.bytes());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(result.getBytes(1)) : Optional.empty();
            }
        } catch (SQLException failed) {
            throw file.failure(failed);
        } finally {
            reading.unlock();
        }
    }

    /** Shows every torrent that is served, in the order in which they were published. No lock is held while one is looked at. */
    public void forEach(Consumer<Publication> reader) throws StoreException {
        long last = 0;
        while (true) {
            List<Row> rows = rows(
                    "SELECT " + COLUMNS + " FROM torrent t WHERE t.id > " + last
                            + " AND served(t.info_hash) ORDER BY t.id LIMIT 1000",
                    nothing -> {});
            if (rows.isEmpty()) {
                return;
            }
            rows.forEach(row -> reader.accept(row.publication()));
            last = rows.get(rows.size() - 1).id();
        }
    }

    @FunctionalInterface
    private interface Arguments {
        void into(PreparedStatement statement) throws SQLException;
    }

    private record Row(long id, Publication publication) {}

    private List<Publication> query(String sql, Arguments arguments) throws StoreException {
        return rows(sql, arguments).stream().map(Row::publication).toList();
    }

    private List<Row> rows(String sql, Arguments arguments) throws StoreException {
        reading.lock();
        try (PreparedStatement statement = reader.prepareStatement(sql)) {
            arguments.into(statement);
            List<Row> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row(result));
                }
            }
            return rows;
        } catch (SQLException failed) {
            throw file.failure(failed);
        } finally {
            reading.unlock();
        }
    }

    private static Row row(ResultSet result) throws SQLException {
        return new Row(
                result.getLong(1),
                new Publication(
                        InfoHash.of(result.getBytes(2)),
                        result.getString(3),
                        result.getString(4),
                        result.getString(5),
                        result.getLong(6),
                        result.getInt(7),
                        result.getInt(8),
                        result.getInt(9),
                        Instant.ofEpochMilli(result.getLong(10))));
    }

    @Override
    public void close() {
        writing.lock();
        reading.lock();
        try {
            if (reader != writer) {
                DatabaseFile.closeQuietly(reader);
            }
            DatabaseFile.closeQuietly(writer);
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }
}
