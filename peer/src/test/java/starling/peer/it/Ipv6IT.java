package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A swarm where there is no IPv4 at all, not even on loopback: a network namespace of its own. */
class Ipv6IT {
    private static final String TRACKER = "fd00:80::1";
    private static final String OURS = "fd00:80::2";
    private static final String THEIRS = "fd00:80::3";
    private static final String EVERYWHERE = "::";
    private static final long LENGTH = 2_000_003;

    @RegisterExtension
    final Stage stage = new Stage();

    private Namespace namespace;

    @BeforeEach
    void enterNamespace() {
        namespace = Namespace.empty(stage);
        namespace.ip("address delete 127.0.0.1/8 dev lo");
        for (String address : new String[] {TRACKER, OURS, THEIRS}) {
            namespace.ip("address add " + address + "/128 dev lo");
        }
    }

    private Running download(String address, Path torrent) {
        return namespace.host(address).peer(stage.folder("home"), "download", torrent.toString());
    }

    private void assertHas(Path folder, Path content) {
        assertThat(Content.digests(folder.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    /** The seeder is bound to no address, as it usually is. */
    @Test
    void weAndLibtorrentDownloadFromUs() {
        Path content = Content.file(stage.folder("origin").resolve("ipv6 from us.bin"), LENGTH, 801);
        TrackerRun tracker = namespace.host(TRACKER).tracker("--interval", "5s");
        Path torrent = stage.torrent(tracker.announceUrl().replaceFirst("^http", "udp"), content);
        namespace
                .host(EVERYWHERE)
                .peer(
                        stage.folder("seeder"),
                        "seed",
                        torrent.toString(),
                        "--in",
                        content.getParent().toString())
                .awaitOut("seeding");

        Running ours = download(OURS, torrent);
        Path target = stage.folder("libtorrent");
        Running libtorrent = Libtorrent.start(namespace.host(THEIRS), target, torrent);

        assertThat(ours.awaitExit()).as(ours::transcript).isZero();
        assertHas(stage.folder("home/downloads"), content);
        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();
        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        assertHas(target, content);
    }

    /** The tracker is bound to no address, as it usually is, and so are we. */
    @Test
    void weDownloadFromLibtorrent() {
        Path content = Content.file(stage.folder("origin").resolve("ipv6 from libtorrent.bin"), LENGTH, 802);
        int port = namespace
                .host(EVERYWHERE)
                .tracker("--interval", "5s", "--no-discovery")
                .port();
        Path torrent = stage.torrent("http://[" + TRACKER + "]:" + port + "/announce", content);
        Libtorrent.start(namespace.host(THEIRS), content.getParent(), torrent).awaitOut("^complete$");

        Running ours = download(EVERYWHERE, torrent);

        assertThat(ours.awaitExit()).as(ours::transcript).isZero();
        assertHas(stage.folder("home/downloads"), content);
    }
}
