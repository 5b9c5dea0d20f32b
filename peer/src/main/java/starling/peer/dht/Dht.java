package starling.peer.dht;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.metainfo.InfoHash;
import starling.peer.dht.KnownNode.Standing;
import starling.peer.discovery.PeerOrigin;
import starling.peer.discovery.PeerSource;
import starling.peer.fault.Faults;
import starling.peer.net.UdpPort;

/**
 * Our part in the DHT: a node for each address family that we speak, on one UDP port, with the clock, the socket and the
 * file that they do without. It opens with the first torrent that looks for peers. Datagrams and news go out after its
 * lock is let go.
 */
public final class Dht implements PeerSource, Closeable {
    /** Of the nodes that torrents name, the last so many are kept. */
    private static final int MOST_NAMED = 100;

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final long SAVE_NANOS = Duration.ofMinutes(5).toNanos();
    private static final Duration FIRST_BOOTSTRAP = Duration.ofSeconds(10);
    private static final Duration LONGEST_BOOTSTRAP = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(Dht.class);

    private final DhtSettings settings;
    private final Optional<InetAddress> bind;
    private final int listenPort;
    private final DhtMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    private final List<DhtNode> nodes = new ArrayList<>();
    private final List<Runnable> outbox = new ArrayList<>();

    private volatile UdpPort udp;
    private DhtStatus.State state;
    private Optional<String> problem = Optional.empty();
    private boolean resolving;
    private boolean loopbackToo;
    private final Set<InetSocketAddress> named = new LinkedHashSet<>();
    private int bootstraps;
    private long nextBootstrapNanos;
    private long savedNanos;

    /**
     * @param bind the only address to talk from, where given
     * @param listenPort where the peer takes calls, and announces itself at
     */
    public Dht(DhtSettings settings, Optional<InetAddress> bind, int listenPort, DhtMemory memory) {
        this.settings = settings;
        this.bind = bind;
        this.listenPort = listenPort;
        this.memory = memory;
        this.state = settings.on() ? DhtStatus.State.WAITING : DhtStatus.State.OFF;
    }

    @Override
    public PeerOrigin origin() {
        return PeerOrigin.DHT;
    }

    public boolean isOn() {
        return settings.on();
    }

    /** The UDP port that others may ask, once it is open and unless we only ask ourselves. */
    public OptionalInt port() {
        UdpPort open = udp;
        return open == null || settings.readOnly() ? OptionalInt.empty() : OptionalInt.of(open.port());
    }

    /** Runs under the lock; what came of it goes out after it. */
    private void locked(Runnable action) {
        List<Runnable> going;
        lock.lock();
        try {
            action.run();
            going = List.copyOf(outbox);
            outbox.clear();
        } finally {
            lock.unlock();
        }
        going.forEach(Runnable::run);
    }

    private void openOnce() {
        if (state != DhtStatus.State.WAITING) {
            return;
        }
        try {
            udp = UdpPort.open(bind, listenPort);
        } catch (IOException failed) {
            state = DhtStatus.State.FAILED;
            problem = Optional.of("cannot open a UDP port: " + failed.getMessage());
            log.warn("dht: {}", problem.get());
            return;
        }
        state = DhtStatus.State.RUNNING;
        long now = System.nanoTime();
        savedNanos = now;
        nextBootstrapNanos = now;
        boolean any = bind.isEmpty();
        if (any || bind.get() instanceof Inet4Address || isAnyIpv6(bind.get())) {
            nodes.add(node(false, now));
        }
        if (any || bind.get() instanceof Inet6Address) {
            nodes.add(node(true, now));
        }
        udp.start(this::received);
        Thread thread = new Thread(this::run, "dht");
        thread.setDaemon(true);
        thread.start();
        log.info("dht: on UDP port {}", udp.port());
    }

    private static boolean isAnyIpv6(InetAddress address) {
        return address instanceof Inet6Address && address.isAnyLocalAddress();
    }

    private DhtNode node(boolean ipv6, long now) {
        SecureRandom random = new SecureRandom();
        DhtMemory.Kept kept = memory.read(ipv6);
        DhtNode node = new DhtNode(
                kept.id().orElseGet(() -> NodeId.random(random)),
                ipv6,
                settings.readOnly(),
                random,
                (to, datagram) -> outbox.add(() -> udp.send(to, datagram)),
                this::isReachable,
                other -> offer(other, ipv6),
                now);
        node.remember(kept.nodes(), now);
        return node;
    }

    /** Bound to loopback it talks to loopback alone; else nobody remote shall have us talk to programs of this machine. */
    private boolean isReachable(Endpoint endpoint) {
        boolean closed = bind.filter(InetAddress::isLoopbackAddress).isPresent();
        return endpoint.address().isLoopbackAddress() ? closed || loopbackToo : !closed;
    }

    private void offer(NodeContact contact, boolean byIpv6) {
        nodes.stream().filter(node -> node.isIpv6() != byIpv6).forEach(node -> node.suggest(contact.endpoint()));
    }

    private void received(Endpoint from, byte[] datagram) {
        locked(() -> {
            for (DhtNode node : nodes) {
                if (node.isIpv6() == from.isIpv6()) {
                    node.received(from, datagram, System.nanoTime());
                }
            }
        });
    }

    private void run() {
        while (isOpen()) {
            try {
                locked(this::tick);
                await();
            } catch (RuntimeException | Error fault) {
                Faults.outlive("dht", fault);
            }
        }
    }

    private boolean isOpen() {
        lock.lock();
        try {
            return state == DhtStatus.State.RUNNING;
        } finally {
            lock.unlock();
        }
    }

    private long waitNanos;

    private void await() {
        lock.lock();
        try {
            sooner.await(waitNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        boolean anyAlone = nodes.stream().anyMatch(node -> node.isAlone(now));
        waitNanos = Long.MAX_VALUE;
        for (DhtNode node : nodes) {
            node.wantBoth(nodes.size() > 1 && anyAlone);
            waitNanos = Math.min(waitNanos, node.tick(now));
        }
        if (!resolving && now - nextBootstrapNanos >= 0 && nodes.stream().anyMatch(node -> node.needsBootstrap(now))) {
            bootstrap();
        }
        if (now - savedNanos >= SAVE_NANOS) {
            savedNanos = now;
            Map<Boolean, DhtMemory.Kept> kept = kept(now);
            outbox.add(() -> memory.write(kept));
        }
    }

    private Map<Boolean, DhtMemory.Kept> kept(long now) {
        Map<Boolean, DhtMemory.Kept> kept = new HashMap<>();
        for (DhtNode node : nodes) {
            List<NodeContact> known = new ArrayList<>(node.table().nodes(Standing.GOOD, now));
            known.addAll(node.table().nodes(Standing.QUESTIONABLE, now));
            kept.put(node.isIpv6(), new DhtMemory.Kept(Optional.of(node.table().ownId()), known));
        }
        return kept;
    }

    /** Asks a name service where the bootstrap nodes are, which may take its time, and then these. */
    private void bootstrap() {
        resolving = true;
        List<InetSocketAddress> entrances = entrances();
        Thread thread = new Thread(() -> resolve(entrances), "dht bootstrap");
        thread.setDaemon(true);
        thread.start();
    }

    private void resolve(List<InetSocketAddress> entrances) {
        List<Endpoint> found = new ArrayList<>();
        for (InetSocketAddress node : entrances) {
            try {
                for (InetAddress address : InetAddress.getAllByName(node.getHostString())) {
                    found.add(new Endpoint(address, node.getPort()));
                }
            } catch (UnknownHostException unknown) {
                log.debug("dht: no address of {}", node.getHostString());
            }
        }
        locked(() -> {
            resolving = false;
            Duration wait = FIRST_BOOTSTRAP.multipliedBy(1L << Math.min(bootstraps++, 6));
            long now = System.nanoTime();
            nextBootstrapNanos = now + (wait.compareTo(LONGEST_BOOTSTRAP) < 0 ? wait : LONGEST_BOOTSTRAP).toNanos();
            loopbackToo |=
                    found.stream().anyMatch(endpoint -> endpoint.address().isLoopbackAddress());
            if (!found.isEmpty()) {
                nodes.stream().filter(node -> node.needsBootstrap(now)).forEach(node -> node.join(found, now));
            }
            sooner.signal();
        });
    }

    @Override
    public Search search(InfoHash infoHash, Consumer<Collection<Endpoint>> found) {
        Running search = new Running();
        locked(() -> {
            openOnce();
            long now = System.nanoTime();
            for (DhtNode node : nodes) {
                search.parts.put(
                        node,
                        node.torrents()
                                .follow(infoHash, listenPort, peers -> outbox.add(() -> found.accept(peers)), now));
            }
            sooner.signal();
        });
        return search;
    }

    private final class Running implements Search {
        final Map<DhtNode, FollowedTorrents.Followed> parts = new HashMap<>();

        @Override
        public void moreWanted() {
            locked(() -> parts.values().forEach(FollowedTorrents.Followed::moreWanted));
        }

        @Override
        public void stop() {
            locked(() -> parts.forEach((node, part) -> node.torrents().leave(part)));
        }
    }

    /** Nodes that a torrent names, unresolved: they are asked as the bootstrap nodes are, and soon where none are known. */
    public void named(List<InetSocketAddress> byTorrent) {
        if (byTorrent.isEmpty() || !settings.on()) {
            return;
        }
        locked(() -> {
            named.addAll(byTorrent);
            Iterator<InetSocketAddress> eldest = named.iterator();
            while (named.size() > MOST_NAMED) {
                eldest.next();
                eldest.remove();
            }
            nextBootstrapNanos = System.nanoTime();
            sooner.signal();
        });
    }

    /** Whom to ask. Bound to a loopback address, of what torrents name only what is there is asked. */
    private List<InetSocketAddress> entrances() {
        boolean closed = bind.filter(InetAddress::isLoopbackAddress).isPresent();
        List<InetSocketAddress> entrances = new ArrayList<>(settings.bootstrap(bind));
        named.stream()
                .filter(node ->
                        !closed || LOOPBACK.matcher(node.getHostString()).matches())
                .forEach(entrances::add);
        return entrances;
    }

    /** Somebody says that a node is there: a peer with its PORT message, or a torrent. */
    public void suggest(Endpoint endpoint) {
        locked(() -> {
            nodes.forEach(node -> node.suggest(endpoint));
            sooner.signal();
        });
    }

    /** How it stands. */
    public DhtStatus status() {
        lock.lock();
        try {
            long now = System.nanoTime();
            boolean joining = state == DhtStatus.State.RUNNING
                    && nodes.stream().noneMatch(node -> node.table().hasAny(1, Standing.GOOD, now));
            return new DhtStatus(
                    joining ? DhtStatus.State.JOINING : state,
                    problem,
                    udp == null ? 0 : udp.port(),
                    nodes.stream().map(node -> node.status(now)).toList());
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what it knows for the next run, and closes the port. */
    @Override
    public void close() {
        locked(() -> {
            if (state != DhtStatus.State.RUNNING) {
                state = DhtStatus.State.OFF;
                return;
            }
            state = DhtStatus.State.OFF;
            Map<Boolean, DhtMemory.Kept> kept = kept(System.nanoTime());
            outbox.clear();
            outbox.add(() -> memory.write(kept));
            sooner.signal();
        });
        try {
            if (udp != null) {
                udp.close();
            }
        } catch (IOException alreadyClosed) {
            log.debug("udp: {}", alreadyClosed.getMessage());
        }
    }
}
