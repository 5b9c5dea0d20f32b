package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several trackers of one torrent, over HTTP and UDP, and what {@code trackers} says of them. */
class TrackersIT {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void overUdpPeersMeetWhereTheOtherTrackersAreDead() {
        Path content = Content.file(stage.folder("origin").resolve("met over udp.bin"), 3 << 20, 501);
        TrackerRun tracker = stage.tracker();
        String dead = "http://127.0.0.1:" + Foreign.freePort() + "/announce";
        String alive = tracker.announceUrl().replace("http:", "udp:");
        Path torrent = stage.folder("torrents").resolve("met.torrent");
        Running create = stage.peer(
                stage.folder("maker"),
                "create",
                "-o",
                torrent.toString(),
                "--tracker",
                alive,
                dead,
                content.toString());
        assertThat(create.awaitExit()).as(create::transcript).isZero();
        Shell seeder = Shell.start(stage, stage.folder("seeder"));
        seeder.say("seed '" + torrent + "' --in '" + content.getParent() + "'");
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.downloads(torrent, content);

        Map<String, Object> first = seeder.awaitTracker(dead, "failing");
        assertThat(first).containsEntry("error", "nobody answers there");
        Map<String, Object> second = seeder.awaitTracker(alive, "ok");
        assertThat(Json.number(first, "tier")).isLessThan(Json.number(second, "tier"));
        assertThat(Json.number(second, "seeders")).isPositive();

        Running scraped = stage.peer(stage.folder("seeder"), "trackers", "--scrape", "--json");
        assertThat(scraped.awaitExit()).as(scraped::transcript).isZero();
        List<Map<String, Object>> rows = scraped.out().stream().map(Json::line).toList();
        assertThat(rows).extracting(row -> row.get("url")).containsExactly(dead, alive);
        assertThat(Json.number(rows.get(1), "downloads")).isEqualTo(1);
        assertThat(scraped.err()).singleElement().asString().contains(dead, "no counts: nobody answers there");
        assertThat(seeder.leave()).isZero();
        tracker.awaitSwarm(stage.infoHash(torrent), 0, 0);
    }
}
