package starling.peer.dht;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Whether and how the DHT is used.
 *
 * @param bootstrap nodes to ask for others while none are known, unresolved; where empty, the usual public ones
 * @param readOnly whether to ask and never to answer (BEP 43)
 */
public record DhtSettings(boolean on, List<InetSocketAddress> bootstrap, boolean readOnly) {
    public static final DhtSettings USUAL = new DhtSettings(true, List.of(), false);
    public static final DhtSettings OFF = new DhtSettings(false, List.of(), false);

    private static final List<InetSocketAddress> PUBLIC = List.of(
            InetSocketAddress.createUnresolved("router.bittorrent.com", 6881),
            InetSocketAddress.createUnresolved("dht.transmissionbt.com", 6881),
            InetSocketAddress.createUnresolved("router.utorrent.com", 6881),
            InetSocketAddress.createUnresolved("dht.libtorrent.org", 25401));

    /** Whom to ask. Bound to a loopback address, no public node ever is. */
    List<InetSocketAddress> bootstrap(Optional<InetAddress> bind) {
        boolean closed = bind.filter(InetAddress::isLoopbackAddress).isPresent();
        return bootstrap.isEmpty() && !closed ? PUBLIC : bootstrap;
    }
}
