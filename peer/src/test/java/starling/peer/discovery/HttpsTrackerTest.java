package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceResponse;
import starling.peer.testing.OwnCertificate;

@Timeout(120)
class HttpsTrackerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path folder;

    private HttpsServer server;
    private OwnCertificate certificate;

    @BeforeEach
    void open() throws Exception {
        certificate = OwnCertificate.make(folder);
        server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        server.createContext("/announce", exchange -> {
            try (exchange) {
                TinyTracker.swarm(1800).give(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private AnnounceResponse announce(String host, Optional<SSLContext> trust) throws IOException {
        try (HttpTrackerClient client = new HttpTrackerClient(Optional.of(LOOPBACK), "Starling/test", trust)) {
            return client.announce(
                    "https://" + host + ":" + server.getAddress().getPort() + "/announce",
                    HttpTrackerClientTest.request(AnnounceEvent.STARTED));
        }
    }

    @Test
    void whoIsVouchedForIsAsked() throws Exception {
        assertThat(announce("127.0.0.1", Optional.of(TrustedAuthorities.with(certificate.pem()))))
                .isInstanceOf(AnnounceResponse.Swarm.class);
    }

    @Test
    void whoIsNotVouchedForIsNot() {
        assertThatThrownBy(() -> announce("127.0.0.1", Optional.empty()))
                .isInstanceOf(TrackerException.class)
                .hasMessageStartingWith("its certificate is not to be trusted");
    }

    @Test
    void aCertificateForAnotherNameIsNoGood() throws Exception {
        SSLContext trust = TrustedAuthorities.with(certificate.pem());

        assertThatThrownBy(() -> announce("localhost", Optional.of(trust)))
                .isInstanceOf(TrackerException.class)
                .hasMessageStartingWith("its certificate is not to be trusted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aFileWithoutACertificateIsRefused(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("none.pem"), text);

        assertThatThrownBy(() -> TrustedAuthorities.with(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("it holds no certificate");
    }
}
