package starling.peer.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.Endpoint;
import starling.metainfo.InfoHash;

/** Several of our nodes on sockets of loopback. */
@Timeout(300)
class DhtTest {
    private static final InfoHash HASH = InfoHash.parse("00112233445566778899aabbccddeeff01234567");
    private static final InfoHash OTHER = InfoHash.parse("ff112233445566778899aabbccddeeff01234567");

    @TempDir
    Path folder;

    private final List<Dht> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Dht::close);
    }

    private Dht dht(String name, InetAddress bind, int port, int... bootstrap) {
        List<InetSocketAddress> nodes = new ArrayList<>();
        for (int node : bootstrap) {
            nodes.add(InetSocketAddress.createUnresolved(bind.getHostAddress(), node));
        }
        Dht dht = new Dht(
                new DhtSettings(true, nodes, false), Optional.of(bind), port, new DhtMemory(folder.resolve(name)));
        open.add(dht);
        return dht;
    }

    private static void await(BooleanSupplier isSo) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void findsWhatAnotherAnnounced(String address) throws Exception {
        InetAddress bind = InetAddress.getByName(address);
        Dht first = dht("first", bind, 0);
        first.search(OTHER, peers -> {});
        Dht announcing = dht("announcing", bind, 7_001, first.port().getAsInt());
        announcing.search(HASH, peers -> {});
        await(() -> first.status().families().get(0).storedPeers() > 0);

        BlockingQueue<Collection<Endpoint>> found = new LinkedBlockingQueue<>();
        dht("seeking", bind, 7_777, first.port().getAsInt()).search(HASH, found::add);

        assertThat(found.poll(3, TimeUnit.MINUTES)).isNotEmpty();
    }

    @Test
    void knowsItsNodesAgainInTheNextRun() throws Exception {
        InetAddress bind = InetAddress.getLoopbackAddress();
        Dht first = dht("first", bind, 0);
        first.search(OTHER, peers -> {});
        Dht second = dht("second", bind, 0, first.port().getAsInt());
        second.search(HASH, peers -> {});
        await(() -> second.status().families().get(0).good() > 0);
        String id = second.status().families().get(0).nodeId();
        second.close();
        assertThat(new DhtMemory(folder.resolve("second")).nodeCount()).isOne();

        Dht again = dht("second", bind, 0);
        again.search(HASH, peers -> {});

        await(() -> again.status().families().get(0).good() > 0);
        assertThat(again.status().families().get(0).nodeId()).isEqualTo(id);
    }

    @Test
    void startsAnewWhereItsMemoryIsDamaged() throws Exception {
        Files.writeString(folder.resolve("first"), "d2:id3:abc5:nodes7:garbagee");
        Dht dht = dht("first", InetAddress.getLoopbackAddress(), 0);

        dht.search(HASH, peers -> {});

        assertThat(dht.status().state()).isEqualTo(DhtStatus.State.JOINING);
    }

    @Test
    void boundToLoopbackNoPublicNodeIsAsked() throws Exception {
        for (String loopback : List.of("127.0.0.1", "127.1.2.3", "::1")) {
            assertThat(DhtSettings.USUAL.bootstrap(Optional.of(InetAddress.getByName(loopback))))
                    .isEmpty();
        }
        assertThat(DhtSettings.USUAL.bootstrap(Optional.empty())).isNotEmpty();
    }

    @Test
    void isNotOpenBeforeItIsNeeded() {
        Dht dht = dht("first", InetAddress.getLoopbackAddress(), 0);

        assertThat(dht.status().state()).isEqualTo(DhtStatus.State.WAITING);
        assertThat(dht.port()).isEmpty();
    }
}
