package starling.peer.dht;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import starling.announce.Endpoint;
import starling.krpc.NodeId;

/** Nodes that talk to each other over a network that is a queue, in a time that is a number. The same for the same seed. */
final class VirtualNetwork {
    private static final long TICK = Duration.ofSeconds(1).toNanos();
    private static final int PORT = 6881;

    /** A node on the network; a dead one is deaf and mute. */
    final class Host {
        final Endpoint endpoint;
        final DhtNode node;
        boolean dead;

        private Host(Endpoint endpoint) {
            this.endpoint = endpoint;
            SplittableRandom own = random.split();
            this.node = new DhtNode(
                    SecureNodeId.of(endpoint.address(), own),
                    endpoint.isIpv6(),
                    false,
                    own,
                    (to, datagram) -> send(this, to, datagram),
                    to -> true,
                    other -> {},
                    now);
        }

        private void tick() {
            if (!dead) {
                node.tick(now);
                after(TICK, this::tick);
            }
        }
    }

    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    final SplittableRandom random;
    final List<Host> hosts = new ArrayList<>();
    private final Map<Endpoint, Host> byEndpoint = new HashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now = 1;
    private long order;

    VirtualNetwork(long seed) {
        this.random = new SplittableRandom(seed);
    }

    long now() {
        return now;
    }

    private void after(long nanos, Runnable what) {
        events.add(new Event(now + nanos, order++, what));
    }

    /** Adds a node, with an address of its own, that joins through those that are there. */
    Host join() {
        Host host = new Host(new Endpoint(address(hosts.size()), PORT));
        if (!hosts.isEmpty()) {
            host.node.join(List.of(hosts.get(random.nextInt(hosts.size())).endpoint), now);
        }
        hosts.add(host);
        byEndpoint.put(host.endpoint, host);
        after(random.nextLong(TICK), host::tick);
        return host;
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {45, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void send(Host from, Endpoint to, byte[] datagram) {
        after(Duration.ofMillis(10 + random.nextInt(140)).toNanos(), () -> {
            Host host = byEndpoint.get(to);
            if (host != null && !host.dead) {
                host.node.received(from.endpoint, datagram, now);
            }
        });
    }

    /** Lets time pass. */
    void run(Duration time) {
        long until = now + time.toNanos();
        while (!events.isEmpty() && events.peek().at() <= until) {
            Event next = events.poll();
            now = next.at();
            next.what().run();
        }
        now = until;
    }

    Host someAlive() {
        while (true) {
            Host host = hosts.get(random.nextInt(hosts.size()));
            if (!host.dead) {
                return host;
            }
        }
    }

    void kill(int count) {
        for (int i = 0; i < count; i++) {
            someAlive().dead = true;
        }
    }

    /** The nodes of the living that are nearest to an id. */
    List<NodeId> nearest(NodeId target, int count) {
        return hosts.stream()
                .filter(host -> !host.dead)
                .map(host -> host.node.table().ownId())
                .sorted(target::compareDistance)
                .limit(count)
                .toList();
    }
}
