package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
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

@Timeout(120)
class HttpsTrackerTest {
    private static final char[] PASSWORD = "not secret".toCharArray();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path folder;

    private HttpsServer server;
    private KeyStore keys;

    @BeforeEach
    void open() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "tracker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=tracker",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String says = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(says).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
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

    private Path authority() throws Exception {
        String lines = Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("tracker").getEncoded());
        return Files.writeString(
                folder.resolve("ca.pem"),
                "our own\n-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void whoIsVouchedForIsAsked() throws Exception {
        assertThat(announce("127.0.0.1", Optional.of(TrustedAuthorities.with(authority()))))
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
        SSLContext trust = TrustedAuthorities.with(authority());

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
