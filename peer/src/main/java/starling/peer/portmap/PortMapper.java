package starling.peer.portmap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.peer.fault.Faults;

/**
 * Has the router let calls to our port through for as long as it runs, over TCP and UDP: by PCP, NAT-PMP or UPnP IGD,
 * whichever answers first in that order. What it maps it renews in time and takes back in the end. A thread of its own
 * does all of it; nothing that goes wrong is more than a line in the log.
 */
public final class PortMapper {
    private static final int GATEWAY_PORT = 5351;
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofMinutes(10);
    private static final Duration LEAST_RENEWAL = Duration.ofSeconds(30);
    private static final Duration DEVICE_TIMEOUT = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(PortMapper.class);

    /**
     * Where to look for routers.
     *
     * @param local the address that is mapped to
     * @param gateway whom PCP and NAT-PMP are asked of
     * @param devices whom UPnP is asked of
     * @param firstWait for an answer, doubled {@code tries} times
     * @param search how long devices may take to answer
     */
    record Surroundings(
            InetAddress local,
            Optional<InetSocketAddress> gateway,
            InetSocketAddress devices,
            Duration firstWait,
            int tries,
            Duration search) {}

    private final Optional<InetAddress> bind;
    private final Optional<Surroundings> given;
    private final int port;
    private final Consumer<InetAddress> outside;
    private final Thread thread;
    private final Map<Transport, Mapping> mappings = new EnumMap<>(Transport.class);
    private Router router;
    private boolean closing;

    /**
     * @param bind the only address that we use, where given
     * @param port that is to be reached from outside
     * @param outside told of the address that the router has there
     */
    public PortMapper(Optional<InetAddress> bind, int port, Consumer<InetAddress> outside) {
        this(bind, Optional.empty(), port, outside);
    }

    /** The same in known surroundings. */
    PortMapper(Surroundings surroundings, int port, Consumer<InetAddress> outside) {
        this(Optional.empty(), Optional.of(surroundings), port, outside);
    }

    private PortMapper(
            Optional<InetAddress> bind, Optional<Surroundings> given, int port, Consumer<InetAddress> outside) {
        this.bind = bind;
        this.given = given;
        this.port = port;
        this.outside = outside;
        this.thread = new Thread(this::run, "port-mapping");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Begins to take back what is mapped; does not wait, see {@link #join}. */
    public synchronized void close() {
        closing = true;
        notifyAll();
    }

    /** Waits until all is taken back, or the time is over: a mapping ends by itself within the hour. */
    public void join(Duration most) {
        try {
            thread.join(Math.max(1, most.toMillis()));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (CloseableHttpClient http = http()) {
            while (!isClosing()) {
                pause(mapOrRetry(http));
            }
            for (Map.Entry<Transport, Mapping> mapping : mappings.entrySet()) {
                router.unmap(mapping.getKey(), port, mapping.getValue().externalPort());
            }
        } catch (IOException failed) {
            log.debug("port mapping: {}", failed.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    private synchronized void pause(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        for (long millis = most.toMillis(); millis > 0 && !closing; millis = (until - System.nanoTime()) / 1_000_000) {
            wait(millis);
        }
    }

    private Duration mapOrRetry(CloseableHttpClient http) {
        try {
            return mapAll(http);
        } catch (RuntimeException | Error fault) {
            Faults.log("port mapping", fault);
            return RETRY;
        }
    }

    /** Maps or renews both ports. When to do so again. */
    private Duration mapAll(CloseableHttpClient http) {
        Optional<Surroundings> around = given.or(this::surroundings);
        if (around.isEmpty()) {
            return RETRY;
        }
        for (Router candidate : router == null ? routers(around.get(), http) : List.of(router)) {
            if (isClosing()) {
                return Duration.ZERO;
            }
            try {
                return map(candidate);
            } catch (IOException failed) {
                log.debug("{}: {}", candidate.protocol(), failed.getMessage());
                router = null;
                mappings.clear();
            }
        }
        return RETRY;
    }

    private Duration map(Router candidate) throws IOException {
        boolean news = router == null;
        Mapping tcp = candidate.map(Transport.TCP, port, LIFETIME);
        router = candidate;
        mappings.put(Transport.TCP, tcp);
        if (news) {
            log.info("the router lets calls to its port {} through ({})", tcp.externalPort(), candidate.protocol());
            tcp.externalAddress().ifPresent(outside);
        }
        try {
            mappings.put(Transport.UDP, candidate.map(Transport.UDP, port, LIFETIME));
        } catch (IOException onlyTcp) {
            log.debug("{}: {}", candidate.protocol(), onlyTcp.getMessage());
        }
        Duration half = tcp.lifetime().dividedBy(2);
        return half.compareTo(LEAST_RENEWAL) < 0 ? LEAST_RENEWAL : half.compareTo(LIFETIME) > 0 ? LIFETIME : half;
    }

    private Optional<Surroundings> surroundings() {
        return Gateway.local(bind)
                .map(local -> new Surroundings(
                        local,
                        Gateway.find(local).map(gateway -> new InetSocketAddress(gateway, GATEWAY_PORT)),
                        UpnpSearch.EVERYONE,
                        Duration.ofMillis(250),
                        4,
                        Duration.ofSeconds(3)));
    }

    private List<Router> routers(Surroundings around, CloseableHttpClient http) {
        List<Router> routers = new ArrayList<>();
        around.gateway().ifPresent(gateway -> {
            GatewayDatagrams datagrams = new GatewayDatagrams(
                    new InetSocketAddress(around.local(), 0), gateway, around.firstWait(), around.tries());
            routers.add(new PcpRouter(datagrams));
            routers.add(new NatPmpRouter(datagrams));
        });
        routers.add(new UpnpNetwork(around, http));
        return routers;
    }

    private static CloseableHttpClient http() {
        return HttpClientBuilder.create()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(DEVICE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .setSocketTimeout((int) DEVICE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(DEVICE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .build();
    }

    /** The first device of the network that maps. */
    private static final class UpnpNetwork implements Router {
        private final Surroundings around;
        private final CloseableHttpClient http;
        private UpnpRouter device;

        UpnpNetwork(Surroundings around, CloseableHttpClient http) {
            this.around = around;
            this.http = http;
        }

        @Override
        public String protocol() {
            return "UPnP";
        }

        @Override
        public Mapping map(Transport transport, int port, Duration lifetime) throws IOException {
            if (device != null) {
                return device.map(transport, port, lifetime);
            }
            for (URI location : UpnpSearch.find(around.local(), around.devices(), around.search())) {
                try {
                    UpnpRouter candidate = UpnpRouter.at(http, around.local(), location);
                    Mapping mapping = candidate.map(transport, port, lifetime);
                    device = candidate;
                    return mapping;
                } catch (IOException notThis) {
                    log.debug("{}: {}", location, notThis.getMessage());
                }
            }
            throw new IOException("no device maps ports");
        }

        @Override
        public void unmap(Transport transport, int port, int externalPort) throws IOException {
            device.unmap(transport, port, externalPort);
        }
    }
}
