package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.tracker.testing.PemFiles;

@Timeout(120)
class TlsLayerTest {
    @TempDir
    Path folder;

    private static HttpClient trusting(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "tracker", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    private static HttpServer server(TlsLayer layer) throws IOException {
        HttpServer server = new HttpServer(
                new InetSocketAddress("127.0.0.1", 0),
                layer,
                request -> HttpResponse.text(200, request.path()),
                HttpLimits.DEFAULT,
                Clock.systemUTC(),
                System::nanoTime);
        server.start();
        return server;
    }

    private static String get(HttpClient client, HttpServer server, String path) throws Exception {
        URI uri = URI.create("https://127.0.0.1:" + server.address().getPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "EC,256"})
    void requestsAreAnswered(String algorithm, int bits) throws Exception {
        PemFiles files = PemFiles.make(folder, "tracker", algorithm, bits);
        try (HttpServer server = server(new TlsLayer(files.certificate(), files.key()))) {
            HttpClient client = trusting(files.certificate());
            assertThat(get(client, server, "/a")).isEqualTo("/a\n");
            assertThat(get(client, server, "/b")).as("on the kept connection").isEqualTo("/b\n");
        }
    }

    @Test
    void whoSpeaksPlainHttpIsNotAnswered() throws Exception {
        PemFiles files = PemFiles.make(folder, "tracker", "EC", 256);
        try (HttpServer server = server(new TlsLayer(files.certificate(), files.key()));
                RawClient client = new RawClient(server.address().getPort())) {
            client.get("/");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
            assertThat(get(trusting(files.certificate()), server, "/b")).isEqualTo("/b\n");
        }
    }

    @Test
    void aNewCertificateIsForNewConnections() throws Exception {
        PemFiles old = PemFiles.make(folder, "old", "EC", 256);
        PemFiles fresh = PemFiles.make(folder, "fresh", "EC", 256);
        TlsLayer layer = new TlsLayer(old.certificate(), old.key());
        try (HttpServer server = server(layer)) {
            assertThat(get(trusting(old.certificate()), server, "/a")).isEqualTo("/a\n");
            Files.write(old.certificate(), Files.readAllBytes(fresh.certificate()));
            assertThatThrownBy(layer::readAgain).hasMessageContaining("is not the key of");
            Files.write(old.key(), Files.readAllBytes(fresh.key()));
            layer.readAgain();
            assertThat(get(trusting(fresh.certificate()), server, "/b")).isEqualTo("/b\n");
        }
    }

    @Test
    void anotherOnesKeyIsRefused() throws Exception {
        PemFiles one = PemFiles.make(folder, "one", "RSA", 2048);
        PemFiles two = PemFiles.make(folder, "two", "RSA", 2048);
        PemFiles three = PemFiles.make(folder, "three", "EC", 256);
        assertThatThrownBy(() -> new TlsLayer(one.certificate(), two.key())).hasMessageContaining("is not the key of");
        assertThatThrownBy(() -> new TlsLayer(one.certificate(), three.key()))
                .hasMessageContaining("is not the key of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n"
            })
    void aFileThatIsNoKeySaysSo(String content) throws Exception {
        PemFiles files = PemFiles.make(folder, "tracker", "EC", 256);
        Files.writeString(files.key(), content);
        assertThatThrownBy(() -> new TlsLayer(files.certificate(), files.key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(files.key().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aFileThatIsNoCertificateSaysSo(String content) throws Exception {
        PemFiles files = PemFiles.make(folder, "tracker", "EC", 256);
        Files.writeString(files.certificate(), content);
        assertThatThrownBy(() -> new TlsLayer(files.certificate(), files.key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(files.certificate().toString());
    }
}
