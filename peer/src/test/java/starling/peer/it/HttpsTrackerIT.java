package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tracker over HTTPS, whose certificate none of the usual authorities has signed. */
class HttpsTrackerIT {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void itIsAskedByThoseAloneWhoWereToldToTrustIt() {
        String certificate = stage.folder("keys").resolve("tracker.pem").toString();
        String key = stage.folder("keys").resolve("tracker.key").toString();
        stage.run(
                Foreign.program("openssl"),
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-subj",
                "/CN=tracker",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                key,
                "-out",
                certificate);
        String port = Integer.toString(Foreign.freePort());
        TrackerRun tracker = stage.tracker("--tls-port", port, "--tls-cert", certificate, "--tls-key", key);
        String url = "https://127.0.0.1:" + port + "/announce";
        Path content = Content.file(stage.folder("origin").resolve("over https.bin"), 900_001, 811);
        Path torrent = stage.torrent(url, content);
        String infoHash = stage.infoHash(torrent);

        Shell stranger = Shell.start(stage, stage.folder("stranger"));
        stranger.say("download '" + torrent + "'");
        Map<String, Object> failing = stranger.awaitTracker(url, "failing");
        assertThat((String) failing.get("error")).startsWith("its certificate is not to be trusted");
        stage.peer(
                        stage.folder("seeder"),
                        "--tracker-ca",
                        certificate,
                        "seed",
                        torrent.toString(),
                        "--in",
                        content.getParent().toString())
                .awaitOut("seeding");
        tracker.awaitSwarm(infoHash, 1, 0);

        Path home = stage.folder("home");
        Running download = stage.peer(home, "--tracker-ca", certificate, "download", torrent.toString());
        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(home.resolve("downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }
}
