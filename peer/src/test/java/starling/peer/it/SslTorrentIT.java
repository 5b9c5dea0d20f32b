package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SSL torrents: among ourselves, and with libtorrent, whose they are. Certificates are made with openssl. */
class SslTorrentIT {
    private static final String NAME = "näme of an SSL torrent.bin";

    @RegisterExtension
    final Stage stage = new Stage();

    private TrackerRun tracker;
    private Path content;
    private Path torrent;

    @BeforeEach
    void makeTorrent() {
        tracker = stage.tracker();
        content = Content.file(stage.folder("origin").resolve(NAME), 1_600_007, stage.hashCode());
        torrent = stage.folder("torrents").resolve("ssl.torrent");
        openssl(
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-subj",
                "/CN=Publisher",
                "-keyout",
                key("ca"),
                "-out",
                pem("ca"));
        Running create = stage.peer(
                stage.folder("maker"),
                "create",
                "--ssl-cert",
                pem("ca"),
                "-o",
                torrent.toString(),
                tracker.announceUrl(),
                content.toString());
        assertThat(create.awaitExit()).as(create::transcript).isZero();
        sign("ours", NAME);
        sign("theirs", "*");
    }

    private String pem(String who) {
        return stage.folder("keys").resolve(who + ".pem").toString();
    }

    private String key(String who) {
        return stage.folder("keys").resolve(who + ".key").toString();
    }

    private void openssl(String... words) {
        List<String> command = new ArrayList<>(List.of(Foreign.program("openssl")));
        command.addAll(List.of(words));
        stage.run(command.toArray(String[]::new));
    }

    /** A certificate whose only alternative name is given; the common name says nothing. */
    private void sign(String who, String torrentName) {
        Path request = stage.folder("keys").resolve(who + ".csr");
        Path extensions = stage.folder("keys").resolve(who + ".ext");
        openssl(
                "req",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-subj",
                "/CN=" + who,
                "-keyout",
                key(who),
                "-out",
                request.toString());
        try {
            java.nio.file.Files.writeString(extensions, "subjectAltName=@names\n[names]\nDNS.1=" + torrentName + "\n");
        } catch (java.io.IOException failed) {
            throw new AssertionError(failed);
        }
        openssl(
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                pem("ca"),
                "-CAkey",
                key("ca"),
                "-CAcreateserial",
                "-extfile",
                extensions.toString(),
                "-out",
                pem(who));
    }

    private Running peer(String home, String who, String... words) {
        List<String> all = new ArrayList<>(List.of("--ssl-port", "0", "--peer-cert", pem(who), "--peer-key", key(who)));
        all.addAll(List.of(words));
        return stage.peer(stage.folder(home), all.toArray(String[]::new));
    }

    private void weSeed() {
        peer(
                        "seeder",
                        "ours",
                        "seed",
                        torrent.toString(),
                        "--in",
                        content.getParent().toString())
                .awaitOut("seeding");
        tracker.awaitPeers(stage.infoHash(torrent), 1);
    }

    private void weDownload(String who) {
        Running download = peer("home", who, "download", torrent.toString());
        assertThat(download.awaitExit()).as(download::transcript).isZero();
        same(stage.folder("home").resolve("downloads"));
    }

    private void same(Path folder) {
        assertThat(Content.digests(folder.resolve(NAME))).isEqualTo(Content.digests(content));
    }

    @Test
    void amongOurselves() {
        weSeed();
        Running without = stage.peer(stage.folder("without"), "download", torrent.toString());
        assertThat(without.awaitExit()).as(without::transcript).isEqualTo(2);
        assertThat(without.err()).anyMatch(line -> line.contains("--peer-cert"));

        weDownload("theirs");
    }

    @Test
    void libtorrentDownloadsFromUs() {
        weSeed();
        Path target = stage.folder("target");

        Running libtorrent = libtorrent(target);

        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();
        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        same(target);
    }

    @Test
    void weDownloadFromLibtorrent() {
        libtorrent(content.getParent()).awaitOut("^complete$");
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        weDownload("ours");
    }

    private Running libtorrent(Path folder) {
        return stage.start(
                "libtorrent",
                Libtorrent.python(stage),
                Foreign.script("libtorrent_ssl_peer.py"),
                Integer.toString(Foreign.freePort()),
                Integer.toString(Foreign.freePort()),
                folder.toString(),
                torrent.toString(),
                pem("theirs"),
                key("theirs"));
    }
}
