package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;
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
    private Host host;
    private String bootstrap;

    private void makeNetwork(String address) {
        host = new Host(stage, List.of(), address);
        InetAddress bind = AddressLiteral.parse(address).orElseThrow();
        Path memories = stage.folder("nodes");
        for (int i = 0; i < NODES; i++) {
            List<InetSocketAddress> others = i == 0
                    ? List.of()
                    : List.of(InetSocketAddress.createUnresolved(
                            address, nodes.get(i / 2).port().getAsInt()));
            Dht node = new Dht(
                    new DhtSettings(true, others, false),
                    Optional.of(bind),
                    0,
                    new DhtMemory(memories.resolve(Integer.toString(i))));
            // a node opens with the first torrent that it looks for
            node.search(InfoHash.ofInfo(new byte[] {(byte) i}), peers -> {});
            nodes.add(node);
        }
        bootstrap = node(0);
    }

    private String node(int number) {
        int port = nodes.get(number).port().getAsInt();
        return (host.address().contains(":") ? "[" + host.address() + "]:" : host.address() + ":") + port;
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
        host.peer(
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
        Path home = stage.folder("home");
        Running download = host.peer(home, "--dht-bootstrap", node(NODES - 1), "download", what);
        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(home.resolve("downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    private Running libtorrent(Path folder, String torrent) {
        return Libtorrent.start(
                host,
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
        makeNetwork("127.0.0.1");
        Path content = Content.file(stage.folder("origin").resolve("dht ours.bin"), LENGTH, 501);
        Path torrent = stage.torrentWithoutTracker(content);
        seed(torrent, content);

        downloads(magnet(torrent), content);
    }

    /** Over IPv6 it is a DHT of its own (BEP 32). */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void libtorrentFindsWhatWeAnnounce(String address) {
        makeNetwork(address);
        String name = "dht to libtorrent" + address.length() + ".bin";
        Path content = Content.file(stage.folder("origin").resolve(name), LENGTH, 502 + address.length());
        Path torrent = stage.torrentWithoutTracker(content);
        seed(torrent, content);

        Path target = stage.folder("libtorrent");
        Running libtorrent = libtorrent(target, magnet(torrent));
        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();

        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    /** BEP 5: no tracker and no bootstrap node, but two nodes that the torrent names. */
    @Test
    void theNodesOfATorrentAreEnough() throws IOException {
        makeNetwork("127.0.0.1");
        Path content = Content.file(stage.folder("origin").resolve("dht by nodes.bin"), LENGTH, 504);
        Path torrent = stage.torrentWithoutTracker(content);
        String nodes = "5:nodesl" + entry(3) + entry(7) + "e";
        byte[] before = Files.readAllBytes(torrent);
        // the last key of the outermost dictionary
        byte[] named = Arrays.copyOf(before, before.length + nodes.length());
        System.arraycopy(
                (nodes + "e").getBytes(StandardCharsets.US_ASCII), 0, named, before.length - 1, nodes.length() + 1);
        Files.write(torrent, named);
        host.peer(
                        stage.folder("seeder"),
                        "seed",
                        torrent.toString(),
                        "--in",
                        content.getParent().toString())
                .awaitOut("seeding");

        stage.downloads(torrent, content);
    }

    private String entry(int number) {
        return "l9:127.0.0.1i" + nodes.get(number).port().getAsInt() + "ee";
    }

    @Test
    void weFindWhatLibtorrentAnnounces() {
        makeNetwork("127.0.0.1");
        Path content = Content.file(stage.folder("origin").resolve("dht from libtorrent.bin"), LENGTH, 503);
        Path torrent = stage.torrentWithoutTracker(content);
        libtorrent(content.getParent(), torrent.toString()).awaitOut("^complete$");

        downloads(torrent.toString(), content);
    }
}
