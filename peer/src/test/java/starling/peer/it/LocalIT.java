package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers of one local network find each other without a tracker: two network namespaces with a wire between them. */
class LocalIT {
    private static final String OURS = "10.79.0.1";
    private static final String THEIRS = "10.79.0.2";
    private static final String OURS_IPV6 = "fd00:79::1";
    private static final String THEIRS_IPV6 = "fd00:79::2";

    @RegisterExtension
    final Stage stage = new Stage();

    private Namespace ours;
    private Namespace theirs;

    @BeforeEach
    void lan() {
        ours = Namespace.empty(stage);
        theirs = Namespace.empty(stage);
        ours.join(theirs);
        ours.ip("address add " + OURS + "/24 dev eth0");
        theirs.ip("address add " + THEIRS + "/24 dev eth0");
        ours.ip("address add " + OURS_IPV6 + "/64 dev eth0 nodad");
        theirs.ip("address add " + THEIRS_IPV6 + "/64 dev eth0 nodad");
    }

    private Running seed(Host host, Path torrent, Path content) {
        Running seeder = host.peer(
                stage.folder("seeder"),
                "seed",
                torrent.toString(),
                "--in",
                content.getParent().toString());
        seeder.awaitOut("seeding");
        return seeder;
    }

    /** Its tracker is nowhere. */
    private Path torrent(Path content) {
        return stage.torrent("http://127.0.0.1:1/announce", content);
    }

    private void downloads(Host host, Path torrent, Path content) {
        Running download = host.peer(stage.folder("home"), "download", torrent.toString());
        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(stage.folder("home/downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    @ParameterizedTest
    @CsvSource({OURS + "," + THEIRS, OURS_IPV6 + "," + THEIRS_IPV6, "0.0.0.0," + THEIRS, "0.0.0.0," + THEIRS_IPV6})
    void ourPeersFindEachOther(String seeder, String leecher) {
        Path content = Content.file(stage.folder("origin").resolve("near.bin"), 3 << 20, 601);
        Path torrent = torrent(content);
        seed(ours.host(seeder), torrent, content);

        downloads(theirs.host(leecher), torrent, content);
    }

    @Test
    void libtorrentFindsUs() {
        Path content = Content.file(stage.folder("origin").resolve("near libtorrent.bin"), 3 << 20, 602);
        Path torrent = torrent(content);
        seed(ours.host(OURS), torrent, content);

        Path target = stage.folder("libtorrent");
        Running libtorrent = Libtorrent.start(theirs.host(THEIRS), target, torrent, "enable_lsd=1");

        libtorrent.awaitOut("^complete$");
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @Test
    void weFindLibtorrent() {
        Path content = Content.file(stage.folder("origin").resolve("near us.bin"), 3 << 20, 603);
        Path torrent = torrent(content);
        Libtorrent.start(theirs.host(THEIRS), content.getParent(), torrent, "enable_lsd=1")
                .awaitOut("^complete$");

        downloads(ours.host(OURS), torrent, content);
    }

    /** What is announced comes in the order in which it was started. */
    @Test
    void aPrivateTorrentIsNotToldOfAndWhoDoesNotWantItTellsNothing() {
        Running listener = theirs.host(THEIRS)
                .start("listener", List.of(Foreign.program("python3"), Foreign.script("local_announces.py"), THEIRS));
        listener.awaitOut("^listening$");
        Path open = Content.file(stage.folder("origin").resolve("open.bin"), 1 << 20, 604);
        Path secret = Content.file(stage.folder("origin").resolve("secret.bin"), 1 << 20, 605);
        Path openTorrent = torrent(open);
        Path secretTorrent = stage.folder("torrents").resolve("secret.torrent");
        Running create = stage.peer(
                stage.folder("maker"),
                "create",
                "--private",
                "-o",
                secretTorrent.toString(),
                "http://127.0.0.1:1/announce",
                secret.toString());
        assertThat(create.awaitExit()).as(create::transcript).isZero();
        Running silent = ours.host(OURS)
                .peer(
                        stage.folder("silent"),
                        "--no-lsd",
                        "seed",
                        openTorrent.toString(),
                        "--in",
                        open.getParent().toString());
        silent.awaitOut("seeding");
        seed(ours.host(OURS), secretTorrent, secret);
        Running told = ours.host(OURS)
                .peer(
                        stage.folder("told"),
                        "seed",
                        openTorrent.toString(),
                        "--in",
                        open.getParent().toString());

        listener.awaitOut("BT-SEARCH.*Infohash: " + stage.infoHash(openTorrent));

        assertThat(told.isAlive()).isTrue();
        assertThat(listener.out()).hasSize(2);
        assertThat(listener.out().get(1)).startsWith(OURS + " ").doesNotContain(stage.infoHash(secretTorrent));
    }
}
