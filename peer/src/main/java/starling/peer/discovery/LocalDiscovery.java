package starling.peer.discovery;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceException;
import starling.announce.Endpoint;
import starling.announce.LocalAnnounce;
import starling.metainfo.InfoHash;
import starling.peer.fault.Faults;

/**
 * Tells the local network which torrents are here, and hears who else has them (BEP 14), over IPv4 and IPv6. A torrent is
 * announced as it starts, then every five minutes, every minute while nobody is connected; several go into one datagram.
 * Only what comes from the networks of our own interfaces counts.
 */
public final class LocalDiscovery implements PeerSource, Closeable {
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration INTERVAL_ALONE = Duration.ofMinutes(1);

    /** Torrents that start together are announced together. */
    private static final Duration GATHERING = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(LocalDiscovery.class);

    private final OwnAddresses own;
    private final String cookie;
    private final List<DatagramChannel> receivers = new ArrayList<>();
    private final Map<DatagramChannel, Set<String>> joined = new HashMap<>();
    private final Map<InfoHash, Torrent> torrents = new LinkedHashMap<>();
    private volatile List<LocalNetworks.Way> ways = List.of();
    private boolean closed;

    /** One torrent, and when it is announced next. Under this object's lock. */
    private final class Torrent implements Search {
        final InfoHash infoHash;
        final Consumer<Collection<Endpoint>> found;
        long announcedNanos;
        long dueNanos;

        Torrent(InfoHash infoHash, Consumer<Collection<Endpoint>> found, long nowNanos) {
            this.infoHash = infoHash;
            this.found = found;
            this.announcedNanos = nowNanos - INTERVAL_ALONE.toNanos();
            this.dueNanos = nowNanos + GATHERING.toNanos();
        }

        @Override
        public void moreWanted() {
            synchronized (LocalDiscovery.this) {
                long soon = announcedNanos + INTERVAL_ALONE.toNanos();
                if (soon - dueNanos < 0) {
                    dueNanos = soon;
                    LocalDiscovery.this.notifyAll();
                }
            }
        }

        @Override
        public void stop() {
            synchronized (LocalDiscovery.this) {
                torrents.remove(infoHash, this);
            }
        }
    }

    /** @param cookie by which this client knows its own announces again */
    public LocalDiscovery(OwnAddresses own, String cookie) {
        this.own = own;
        this.cookie = cookie;
    }

    /** Begins to listen and to announce. Where the system lets it do neither, that is only logged. */
    public void start() {
        for (StandardProtocolFamily family : StandardProtocolFamily.values()) {
            boolean ipv6 = family == StandardProtocolFamily.INET6;
            if ((ipv6 || family == StandardProtocolFamily.INET) && own.usesFamily(ipv6)) {
                listen(family);
            }
        }
        receivers.forEach(receiver -> thread(() -> receiveAll(receiver)));
        thread(this::announceAll);
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "local-discovery");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(StandardProtocolFamily family) {
        try {
            DatagramChannel receiver = DatagramChannel.open(family);
            try {
                receiver.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                receiver.bind(new InetSocketAddress(
                        InetAddress.getByName(family == StandardProtocolFamily.INET6 ? "::" : "0.0.0.0"),
                        LocalAnnounce.PORT));
                receivers.add(receiver);
                joined.put(receiver, new HashSet<>());
            } catch (IOException | RuntimeException failed) {
                receiver.close();
                throw failed;
            }
        } catch (IOException | UnsupportedOperationException failed) {
            log.info("peers on the local network are not heard over {}: {}", family, failed.getMessage());
        }
    }

    @Override
    public PeerOrigin origin() {
        return PeerOrigin.LOCAL;
    }

    @Override
    public synchronized Search search(InfoHash infoHash, Consumer<Collection<Endpoint>> found) {
        Torrent torrent = new Torrent(infoHash, found, System.nanoTime());
        torrents.put(infoHash, torrent);
        notifyAll();
        return torrent;
    }

    private void announceAll() {
        try {
            while (true) {
                List<InfoHash> due = awaitDue();
                if (due.isEmpty()) {
                    return;
                }
                Faults.outlived("local discovery", () -> announce(due)).run();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce(List<InfoHash> due) {
        lookAround();
        for (int from = 0; from < due.size(); from += LocalAnnounce.MAX_INFO_HASHES) {
            int to = Math.min(due.size(), from + LocalAnnounce.MAX_INFO_HASHES);
            send(new LocalAnnounce(own.port(), due.subList(from, to), Optional.of(cookie)));
        }
    }

    /** Those that are to be announced now; none at the end. */
    private synchronized List<InfoHash> awaitDue() throws InterruptedException {
        while (!closed) {
            long now = System.nanoTime();
            long wait = INTERVAL.toNanos();
            List<InfoHash> due = new ArrayList<>();
            for (Torrent torrent : torrents.values()) {
                long remaining = torrent.dueNanos - now;
                if (remaining <= 0) {
                    torrent.announcedNanos = now;
                    torrent.dueNanos = now + INTERVAL.toNanos();
                    due.add(torrent.infoHash);
                } else {
                    wait = Math.min(wait, remaining);
                }
            }
            if (!due.isEmpty()) {
                return due;
            }
            wait(Math.max(1, wait / 1_000_000));
        }
        return List.of();
    }

    /** Interfaces come and go. */
    private void lookAround() {
        ways = LocalNetworks.ways(own.bind());
        for (DatagramChannel receiver : receivers) {
            for (LocalNetworks.Way way : ways) {
                boolean ipv6 = way.address() instanceof Inet6Address;
                try {
                    boolean fits = receiver.getLocalAddress() instanceof InetSocketAddress local
                            && local.getAddress() instanceof Inet6Address == ipv6;
                    if (fits && joined.get(receiver).add(way.network().getName())) {
                        receiver.join(group(ipv6), way.network());
                    }
                } catch (IOException | IllegalArgumentException | IllegalStateException failed) {
                    log.debug("{}: {}", way.network().getName(), failed.getMessage());
                }
            }
        }
    }

    private static InetAddress group(boolean ipv6) throws IOException {
        return InetAddress.getByName(ipv6 ? LocalAnnounce.IPV6_GROUP : LocalAnnounce.IPV4_GROUP);
    }

    private void send(LocalAnnounce announce) {
        for (LocalNetworks.Way way : ways) {
            boolean ipv6 = way.address() instanceof Inet6Address;
            try (DatagramChannel sender =
                    DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
                sender.bind(new InetSocketAddress(way.address(), 0));
                sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, way.network());
                sender.send(
                        ByteBuffer.wrap(announce.write(ipv6)), new InetSocketAddress(group(ipv6), LocalAnnounce.PORT));
            } catch (IOException | UnsupportedOperationException failed) {
                log.debug("{}: {}", way, failed.getMessage());
            }
        }
    }

    private void receiveAll(DatagramChannel receiver) {
        ByteBuffer room = ByteBuffer.allocate(LocalAnnounce.MAX_BYTES + 1);
        while (receiver.isOpen()) {
            try {
                room.clear();
                InetSocketAddress from = (InetSocketAddress) receiver.receive(room);
                room.flip();
                byte[] bytes = new byte[room.remaining()];
                room.get(bytes);
                if (ways.stream().anyMatch(way -> way.isNear(from.getAddress()))) {
                    heard(from.getAddress(), LocalAnnounce.read(bytes));
                }
            } catch (ClosedChannelException over) {
                return;
            } catch (AnnounceException notForUs) {
                // someone else's datagram
            } catch (IOException failed) {
                log.debug("local announces: {}", failed.getMessage());
            } catch (RuntimeException | Error fault) {
                Faults.outlive("local discovery", fault);
            }
        }
    }

    private void heard(InetAddress from, LocalAnnounce announce) {
        if (announce.cookie().filter(cookie::equals).isPresent()) {
            return;
        }
        Endpoint peer = new Endpoint(from, announce.port());
        for (InfoHash infoHash : announce.infoHashes()) {
            Torrent torrent;
            synchronized (this) {
                torrent = torrents.get(infoHash);
            }
            if (torrent != null) {
                log.debug("{} has {}", peer, infoHash);
                torrent.found.accept(Collections.singleton(peer));
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        for (DatagramChannel receiver : receivers) {
            receiver.close();
        }
    }
}
