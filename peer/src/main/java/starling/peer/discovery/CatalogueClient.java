package starling.peer.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import starling.announce.QueryString;
import starling.metainfo.InfoHash;
import starling.metainfo.MetainfoReader;

/** The catalogue of a Starling tracker: publishes torrents, searches them, and fetches them by info hash. */
public final class CatalogueClient {
    private static final int MAX_ROWS_BYTES = 4 << 20;
    private static final int MAX_REASON_BYTES = 4 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    private final HttpTrackerClient http;
    private final String base;

    /** @param announceUrl of the tracker; its catalogue stands beside it */
    public CatalogueClient(HttpTrackerClient http, String announceUrl) {
        this.http = http;
        this.base = announceUrl.replaceFirst("/announce.*$", "").replaceFirst("/$", "");
    }

    /**
     * A torrent that a search found.
     *
     * @param torrent the name of the .torrent as it was published
     */
    public record Row(
            String name, String type, String torrent, InfoHash infoHash, long sizeBytes, int seeders, int leechers) {}

    /** What came of publishing a torrent. */
    public enum Publication {
        NEW,
        KNOWN,
        /** Other trackers than Starling's keep none. */
        NO_CATALOGUE
    }

    /**
     * Publishes a .torrent.
     *
     * @param name what to call the file, ending in {@code .torrent}
     * @throws TrackerException where the tracker does not take it; says why
     */
    public Publication publish(String name, byte[] torrent) throws TrackerException {
        String url = base + "/torrents/" + QueryString.escape(name.getBytes(StandardCharsets.UTF_8));
        HttpTrackerClient.Answer answer = http.put(url, torrent, MAX_REASON_BYTES);
        if (answer.status() == 404 || answer.status() == 405 || answer.status() == 501) {
            return Publication.NO_CATALOGUE;
        }
        if (answer.status() != 200 && answer.status() != 201) {
            throw new TrackerException("the tracker answers with status " + answer.status() + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8).strip());
        }
        return answer.status() == 201 ? Publication.NEW : Publication.KNOWN;
    }

    /** What matches the words, best first; no words list the newest. */
    public List<Row> search(String words) throws TrackerException {
        String url = base + "/torrents?q=" + QueryString.escape(words.getBytes(StandardCharsets.UTF_8));
        HttpTrackerClient.Answer answer = http.get(url, MAX_ROWS_BYTES);
        if (answer.status() != 200) {
            throw new TrackerException(
                    answer.status() == 404
                            ? "the tracker keeps no catalogue"
                            : "the tracker answers with status " + answer.status());
        }
        try (JsonParser json = JSON.createParser(answer.body())) {
            return rows(json);
        } catch (IOException | IllegalArgumentException notRows) {
            throw new TrackerException("the tracker's answer is no list of torrents", notRows);
        }
    }

    /** The .torrent of an info hash, where the tracker has it. */
    public Optional<byte[]> torrent(InfoHash infoHash) throws TrackerException {
        HttpTrackerClient.Answer answer = http.get(base + "/torrents/" + infoHash.hex(), MetainfoReader.MAX_BYTES);
        return answer.status() == 200 ? Optional.of(answer.body()) : Optional.empty();
    }

    private static List<Row> rows(JsonParser json) throws IOException {
        List<Row> rows = new ArrayList<>();
        if (json.nextToken() != JsonToken.START_ARRAY) {
            throw new IOException("no array");
        }
        while (json.nextToken() == JsonToken.START_OBJECT) {
            rows.add(row(json));
        }
        return rows;
    }

    private static Row row(JsonParser json) throws IOException {
        String name = "";
        String type = "";
        String torrent = "";
        InfoHash infoHash = null;
        long size = 0;
        int seeders = 0;
        int leechers = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = json.getValueAsString("");
                case "type" -> type = json.getValueAsString("");
                case "torrent" -> torrent = json.getValueAsString("");
                case "info_hash" -> infoHash = InfoHash.parse(json.getValueAsString(""));
                case "size" -> size = json.getValueAsLong();
                case "seeders" -> seeders = json.getValueAsInt();
                case "leechers" -> leechers = json.getValueAsInt();
                default -> json.skipChildren();
            }
        }
        if (infoHash == null) {
            throw new IOException("a row without an info hash");
        }
        return new Row(name, type, torrent, infoHash, size, seeders, leechers);
    }
}
