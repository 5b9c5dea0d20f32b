package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import starling.metainfo.InfoHash;
import starling.peer.dht.Dht;
import starling.peer.dht.DhtMemory;
import starling.peer.dht.DhtSettings;

/** A DHT of twenty of our nodes on loopback, in which peers without a tracker find each other. */
class DhtIT {
    private static final int NODES = 20;
    private static final long LENGTH = 600_000;

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<Dht> nodes = new ArrayList<>();
    private String bootstrap;

    @BeforeEach
    void makeNetwork() {
        Path memories = stage.folder("nodes");
        for (int i = 0; i < NODES; i++) {
            List<InetSocketAddress> others = i == 0
                    ? List.of()
                    : List.of(InetSocketAddress.createUnresolved(
                            "127.0.0.1", nodes.get(i / 2).port().getAsInt()));
            Dht node = new Dht(
                    new DhtSettings(true, others, false),
                    Optional.of(InetAddress.getLoopbackAddress()),
                    0,
                    new DhtMemory(memories.resolve(Integer.toString(i))));
            // a node opens with the first torrent that it looks for
            node.search(InfoHash.ofInfo(new byte[] {(byte) i}), peers -> {});
            nodes.add(node);
        }
        bootstrap = "127.0.0.1:" + nodes.get(0).port().getAsInt();
    }

    @AfterEach
    void closeNetwork() {
        nodes.forEach(Dht::close);
    }

    /** The link has nothing but the hash. */
    private String magnet(Path torrent) {
        return "magnet:?xt=urn:btih:" + stage.infoHash(torrent);
    }

    private void seed(Path torrent, Path content) {
        stage.peer(
                        stage.folder("seeder"),
                        "--dht-bootstrap",
                        bootstrap,
                        "seed",
                        torrent.toString(),
                        "--in",
                        content.getParent().toString())
                .awaitOut("seeding");
    }

    private void downloads(String what, Path content) {
        // it enters by another node than the seeder
        String entrance = "127.0.0.1:" + nodes.get(NODES - 1).port().getAsInt();
        Path home = stage.folder("home");
        Running download = stage.peer(home, "--dht-bootstrap", entrance, "download", what);
        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(home.resolve("downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    private Running libtorrent(Path folder, String torrent) {
        return Libtorrent.start(
                Host.loopback(stage),
                Foreign.freePort(),
                folder,
                torrent,
                "enable_dht=1",
                "dht_bootstrap_nodes=" + bootstrap,
                "dht_restrict_routing_ips=0",
                "dht_restrict_search_ips=0",
                "dht_announce_interval=5");
    }

    @Test
    void whatOneOfUsAnnouncesAnotherFindsByItsHashAlone() {
        Path content = Content.file(stage.folder("origin").resolve("dht ours.bin"), LENGTH, 501);
        Path torrent = stage.torrentWithoutTracker(content);
        seed(torrent, content);

        downloads(magnet(torrent), content);
    }

    @Test
    void libtorrentFindsWhatWeAnnounce() {
        Path content = Content.file(stage.folder("origin").resolve("dht to libtorrent.bin"), LENGTH, 502);
        Path torrent = stage.torrentWithoutTracker(content);
        seed(torrent, content);

        Path target = stage.folder("libtorrent");
        Running libtorrent = libtorrent(target, magnet(torrent));
        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();

        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @Test
    void weFindWhatLibtorrentAnnounces() {
        Path content = Content.file(stage.folder("origin").resolve("dht from libtorrent.bin"), LENGTH, 503);
        Path torrent = stage.torrentWithoutTracker(content);
        libtorrent(content.getParent(), torrent.toString()).awaitOut("^complete$");

        downloads(torrent.toString(), content);
    }
}
