package starling.tracker.catalogue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import starling.metainfo.BadTorrentException;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;

/** The table that is searched: the words of each torrent, without the text that they came from. */
final class SearchIndex {
    /** Of more file names the rest is not indexed. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private SearchIndex() {}

    /** What is indexed of the names of a torrent's files; nothing where it is a single one, named as the torrent is. */
    static String fileNames(Metainfo metainfo) {
        if (metainfo.singleFile()) {
            return "";
        }
        StringBuilder names = new StringBuilder();
        for (FileEntry entry : metainfo.contentFiles()) {
            String name = SearchWords.indexed(entry.display());
            if (names.length() + name.length() > MAX_CHARACTERS) {
                break;
            }
            names.append(name).append('\n');
        }
        return names.toString();
    }

    /** @param fileNames from {@link #fileNames} */
    static void add(Connection connection, long id, String name, String torrent, String fileNames) throws SQLException {
        try (PreparedStatement words =
                connection.prepareStatement("INSERT INTO words (rowid, name, torrent, files) VALUES (?, ?, ?, ?)")) {
            words.setLong(1, id);
            words.setString(2, SearchWords.indexed(name));
            words.setString(3, SearchWords.indexed(torrent));
            words.setString(4, fileNames);
            words.executeUpdate();
        }
    }

    /** Indexes every torrent anew, for a catalogue whose words were cut differently; one in memory at a time. */
    static void rebuild(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM words");
            try (ResultSet torrents = statement.executeQuery("SELECT t.id, t.name, t.torrent, m.content"
                    + " FROM torrent t JOIN metainfo m ON m.torrent = t.id ORDER BY t.id")) {
                while (torrents.next()) {
                    add(
                            connection,
                            torrents.getLong(1),
                            torrents.getString(2),
                            torrents.getString(3),
                            fileNames(torrents.getBytes(4)));
                }
            }
        }
    }

    private static String fileNames(byte[] torrent) {
        try {
            return fileNames(MetainfoReader.read(torrent));
        } catch (BadTorrentException stricterNow) {
            return "";
        }
    }
}
