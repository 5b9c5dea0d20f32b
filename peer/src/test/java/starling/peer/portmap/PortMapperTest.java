package starling.peer.portmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class PortMapperTest {
    private static final int PORT = 6881;

    private final BlockingQueue<InetAddress> outside = new LinkedBlockingQueue<>();
    private ScriptedRouter router;
    private PortMapper mapper;

    private void start(String speaks, Duration firstWait) throws Exception {
        router = new ScriptedRouter(speaks);
        mapper = mapper(firstWait);
    }

    private PortMapper mapper(Duration firstWait) throws Exception {
        return new PortMapper(
                new PortMapper.Surroundings(
                        InetAddress.getByName("127.0.0.1"),
                        Optional.of(router.gatewayAddress()),
                        router.devicesAddress(),
                        firstWait,
                        2,
                        Duration.ofSeconds(3)),
                PORT,
                outside::add);
    }

    @AfterEach
    void close() {
        mapper.close();
        mapper.join(Duration.ofSeconds(60));
        router.close();
    }

    /** The patience is that of a busy machine where the protocol is spoken, and short where nobody will answer. */
    @ParameterizedTest
    @CsvSource({"pcp, 20000", "nat-pmp, 20000", "upnp, 100"})
    void bothPortsAreMappedAndTakenBack(String speaks, long firstWaitMillis) throws Exception {
        start(speaks, Duration.ofMillis(firstWaitMillis));
        mapper.start();

        assertThat(outside.poll(60, TimeUnit.SECONDS)).isEqualTo(InetAddress.getByName("203.0.113.5"));
        assertThat(router.nextAsked()).isEqualTo("TCP 6881 for 3600");
        assertThat(router.nextAsked()).isEqualTo("UDP 6881 for 3600");
        mapper.close();
        assertThat(List.of(router.nextAsked(), router.nextAsked()))
                .allMatch(asked -> asked.matches("(TCP|UDP) \\d+ for 0"))
                .extracting(asked -> asked.substring(0, 3))
                .containsExactlyInAnyOrder("TCP", "UDP");
    }

    @Test
    void whoMapsForEverOnlyIsAskedTo() throws Exception {
        start("upnp", Duration.ofMillis(100));
        router.onlyPermanent = true;
        mapper.start();

        assertThat(router.nextAsked()).isEqualTo("TCP 6881 for 0");
    }

    /** A device that would have us talk to others, or has more in its description than it should. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2/description.xml",
                "https://127.0.0.1/",
                "file:///etc/passwd",
                "ftp://127.0.0.1/",
                "nothing",
                ""
            })
    void aDescriptionElsewhereIsNotFetched(String location) throws Exception {
        start("upnp", Duration.ofMillis(50));
        router.location = location;

        assertThat(UpnpSearch.find(InetAddress.getByName("127.0.0.1"), router.devicesAddress(), Duration.ofSeconds(1)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<root/>",
                "not xml",
                "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><root>&a;</root>",
                "<root><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"
                        + "<controlURL>http://192.0.2.1/</controlURL></service></root>",
                "<root><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"
                        + "<controlURL>file:///etc/passwd</controlURL></service></root>",
            })
    void aDescriptionThatIsNoneMapsNothing(String description) throws Exception {
        start("upnp", Duration.ofMillis(50));
        router.description = description;
        try (CloseableHttpClient http = HttpClients.createDefault()) {
            assertThatThrownBy(
                            () -> UpnpRouter.at(http, InetAddress.getByName("127.0.0.1"), URI.create(router.location)))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"pcp, 0", "pcp, 3", "pcp, 23", "pcp, 59", "nat-pmp, 0", "nat-pmp, 1", "nat-pmp, 3", "nat-pmp, 15"})
    void anAnswerCutShortMapsNothing(String speaks, int length) throws Exception {
        start(speaks, Duration.ofMillis(50));
        router.spoiling = bytes -> Arrays.copyOf(bytes, Math.min(bytes.length, length));
        mapper.start();
        router.nextAsked();

        assertThat(outside).isEmpty();
    }

    @Test
    void leavingWaitsForNoSilentRouter() throws Exception {
        start("none", Duration.ofSeconds(3));
        mapper.start();
        long start = System.nanoTime();
        mapper.close();
        mapper.join(Duration.ofMillis(200));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void theGatewayIsThatOfTheDefaultRoute() throws Exception {
        start("none", Duration.ofMillis(50));
        assertThat(Gateway.fromRoutes(List.of(
                        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
                        "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
                        "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0")))
                .contains(InetAddress.getByName("192.168.2.1"));
        assertThat(Gateway.fromRoutes(List.of("", "x", "eth0\t00000000\tzz\t0003\t0\t0\t0\t00000000\t0")))
                .isEmpty();
    }
}
