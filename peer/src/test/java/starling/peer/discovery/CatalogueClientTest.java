package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;
import starling.peer.discovery.CatalogueClient.Publication;

class CatalogueClientTest {
    private static final String HASH = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";

    private TinyTracker tracker;
    private HttpTrackerClient http;
    private CatalogueClient catalogue;

    @BeforeEach
    void start() throws Exception {
        tracker = new TinyTracker(TinyTracker.body(200, "[]"));
        http = new HttpTrackerClient(Optional.empty(), "test");
        catalogue = new CatalogueClient(http, tracker.url());
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        tracker.close();
    }

    @Test
    void rowsAreReadAndUnknownFieldsPassedOver() throws Exception {
        tracker.answer(TinyTracker.body(
                200,
                "[{\"name\":\"a.mp4\",\"type\":\"mp4\",\"torrent\":\"a.mp4.torrent\",\"info_hash\":\"" + HASH
                        + "\",\"size\":7,\"seeders\":1,\"leechers\":2,\"new\":{\"x\":[1]}}]"));

        assertThat(catalogue.search("a"))
                .containsExactly(
                        new CatalogueClient.Row("a.mp4", "mp4", "a.mp4.torrent", InfoHash.parse(HASH), 7, 1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[{}]", "[{\"info_hash\":\"zz\"}]", "[{\"info_hash\":", "d8:intervali9ee"})
    void whatIsNoListIsSaid(String body) {
        tracker.answer(TinyTracker.body(200, body));

        assertThatThrownBy(() -> catalogue.search("a")).isInstanceOf(TrackerException.class);
    }

    @Test
    void wordsGoOverWhole() throws Exception {
        catalogue.search("ä&b=c \"d\" +%");

        assertThat(tracker.query()).isEqualTo("q=%C3%A4%26b%3Dc%20%22d%22%20%2B%25");
    }

    @Test
    void publishingSaysWhatCameOfIt() throws Exception {
        byte[] torrent = "d4:infodee".getBytes(StandardCharsets.US_ASCII);
        tracker.answer(TinyTracker.body(201, ""));
        assertThat(catalogue.publish("a b.torrent", torrent)).isEqualTo(Publication.NEW);
        tracker.answer(TinyTracker.body(200, ""));
        assertThat(catalogue.publish("a.torrent", torrent)).isEqualTo(Publication.KNOWN);
        tracker.answer(TinyTracker.body(404, "no"));
        assertThat(catalogue.publish("a.torrent", torrent)).isEqualTo(Publication.NO_CATALOGUE);
        tracker.answer(TinyTracker.body(400, "it has no name\n"));
        assertThatThrownBy(() -> catalogue.publish("a.torrent", torrent)).hasMessageContaining("400: it has no name");
    }

    @Test
    void aTorrentIsThereOrNot() throws Exception {
        tracker.answer(TinyTracker.body(200, "d4:infodee"));
        assertThat(catalogue.torrent(InfoHash.parse(HASH))).hasValue("d4:infodee".getBytes(StandardCharsets.US_ASCII));
        tracker.answer(TinyTracker.body(404, "no"));
        assertThat(catalogue.torrent(InfoHash.parse(HASH))).isEmpty();
    }
}
