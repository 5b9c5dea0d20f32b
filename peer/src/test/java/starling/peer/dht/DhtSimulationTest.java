package starling.peer.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.metainfo.InfoHash;

/** A DHT of a thousand of our nodes in virtual time: nothing here depends on how fast the machine is. */
class DhtSimulationTest {
    private static final int NODES = 1_000;
    private static final int DEAD = 200;
    private static final int TORRENTS = 300;
    private static final int PEER_PORT = 7_000;

    private record Announced(InfoHash infoHash, VirtualNetwork.Host by) {}

    @Test
    void ofAThousandNodesWithAFifthDeadLookupsFindWhatWasAnnounced() {
        VirtualNetwork network = new VirtualNetwork(20_26);
        for (int i = 0; i < NODES; i++) {
            network.join();
            network.run(Duration.ofMillis(20));
        }
        network.run(Duration.ofSeconds(20));

        network.kill(DEAD / 2);
        List<Announced> announced = new ArrayList<>();
        for (int i = 0; i < TORRENTS; i++) {
            VirtualNetwork.Host host = network.someAlive();
            InfoHash infoHash = infoHash(network);
            host.node.torrents().follow(infoHash, PEER_PORT, peers -> {}, network.now());
            announced.add(new Announced(infoHash, host));
        }
        network.run(Duration.ofSeconds(30));

        network.kill(DEAD / 2);
        Set<InfoHash> found = new HashSet<>();
        for (Announced torrent : announced) {
            VirtualNetwork.Host seeker = network.someAlive();
            while (seeker == torrent.by()) {
                seeker = network.someAlive();
            }
            Endpoint expected = new Endpoint(torrent.by().endpoint.address(), PEER_PORT);
            seeker.node
                    .torrents()
                    .follow(
                            torrent.infoHash(),
                            0,
                            peers -> {
                                if (peers.contains(expected)) {
                                    found.add(torrent.infoHash());
                                }
                            },
                            network.now());
        }
        network.run(Duration.ofSeconds(20));

        assertThat(found.size()).isGreaterThanOrEqualTo(TORRENTS * 99 / 100);
    }

    private static InfoHash infoHash(VirtualNetwork network) {
        byte[] bytes = new byte[InfoHash.LENGTH];
        network.random.nextBytes(bytes);
        return InfoHash.of(bytes);
    }
}
