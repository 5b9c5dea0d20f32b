package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.Endpoint;
import starling.metainfo.InfoHash;
import starling.peer.discovery.PeerOrigin;
import starling.peer.net.Connector;
import starling.peer.net.Link;
import starling.peer.net.Protection;
import starling.peer.net.mse.Encryption;
import starling.peer.net.mse.KeyExchanges;
import starling.peer.net.mse.KnownTorrents;
import starling.peer.net.tls.SslPeers;
import starling.peer.session.TorrentSession.Intent;
import starling.pem.PemIdentity;
import starling.wire.Handshake;

/** SSL torrents: clients with certificates, and others without or with the wrong ones. */
@Timeout(300)
class SslTradeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    static Path keys;

    private static Authority publisher;
    private static Authority stranger;
    private static PemIdentity star;

    @TempDir
    Path home;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void sign() throws Exception {
        publisher = Authority.make(keys.resolve("publisher.p12"));
        stranger = Authority.make(keys.resolve("stranger.p12"));
        star = publisher.sign("*");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private Client client(String name, PemIdentity identity) throws IOException {
        SslOptions ssl = new SslOptions(Optional.ofNullable(identity), OptionalInt.of(0));
        Client client = new LoopbackOptions(home.resolve(name)).ssl(ssl).open();
        open.add(client);
        return client;
    }

    private static void await(BooleanSupplier isSo) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private TorrentSession start(Client client, String name, Sample sample, Intent intent) throws Exception {
        TorrentSession session = sample.open(client, home.resolve(name), intent);
        session.start();
        assertThat(session.awaitChecked(PATIENCE)).isTrue();
        return session;
    }

    @ParameterizedTest
    @CsvSource({"*, *", "sample.bin, *", "*, sample.bin"})
    void thoseWhoHaveCertificatesTrade(String ours, String theirs) throws Exception {
        Sample sample = Sample.of(3_000_000, 65_536).withAuthority(publisher.pem());
        sample.writeTo(home.resolve("seed"));
        Client seeder = client("seeder", ours.equals("*") ? star : publisher.sign(ours));
        TorrentSession seed = start(seeder, "seed", sample, Intent.SEED);
        Client leecher = client("leecher", theirs.equals("*") ? star : publisher.sign(theirs));
        TorrentSession session = start(leecher, "got", sample, Intent.DOWNLOAD);

        session.addPeers(
                PeerOrigin.TRACKER,
                List.of(new Endpoint(LOOPBACK, seeder.sslPort().getAsInt())));

        await(() -> seed.snapshot().peers().stream().anyMatch(peer -> peer.protection() == Protection.TLS)
                || session.state() == TorrentState.SEEDING);
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
        assertThat(session.contentPath()).hasBinaryContent(sample.bytes());
    }

    @Test
    void withoutACertificateItIsRefused() throws Exception {
        Sample sample = Sample.of(100_001, 16_384).withAuthority(publisher.pem());

        TorrentSession session = start(client("us", null), "here", sample, Intent.DOWNLOAD);

        assertThat(session.state()).isEqualTo(TorrentState.FAILED);
        assertThat(session.snapshot().problem().orElseThrow().message()).contains("--peer-cert");
    }

    @Test
    void aCertificateOfAnotherAuthorityOrForAnotherTorrentIsRefused() throws Exception {
        Sample sample = Sample.of(100_002, 16_384).withAuthority(publisher.pem());

        for (PemIdentity wrong : List.of(stranger.sign("*"), publisher.sign("other.bin"), publisher.signExpired("*"))) {
            TorrentSession session =
                    start(client("us" + open.size(), wrong), "here" + open.size(), sample, Intent.DOWNLOAD);
            assertThat(session.state()).isEqualTo(TorrentState.FAILED);
            assertThat(session.snapshot().problem().orElseThrow().message()).contains("does not fit this torrent");
        }
    }

    @Test
    void aTorrentWithNoAuthorityInItsCertificateIsRefused() throws Exception {
        Sample sample = Sample.of(100_003, 16_384).withAuthority("no certificate");

        assertThat(start(client("us", star), "here", sample, Intent.DOWNLOAD).state())
                .isEqualTo(TorrentState.FAILED);
    }

    /** Neither at the usual port nor at the other one is there another way in. */
    @Test
    void plainAndObfuscatedCallsAreHungUpOn() throws Exception {
        Sample sample = Sample.of(100_004, 16_384).withAuthority(publisher.pem());
        InfoHash infoHash = sample.metainfo().infoHash();
        Client us = client("us", star);
        start(us, "here", sample, Intent.DOWNLOAD);

        for (int port : new int[] {us.port(), us.sslPort().getAsInt()}) {
            assertThat(ScriptedPeer.isRefused(port, infoHash, ScriptedPeer.ID)).isTrue();
            Link call = new Connector(Optional.of(LOOPBACK)).dial(new Endpoint(LOOPBACK, port));
            KnownTorrents known = new KnownTorrents();
            assertThatThrownBy(() -> new KeyExchanges(Encryption.PREFER, known, new SecureRandom())
                            .call(call.channel(), infoHash, handshake(infoHash)))
                    .isInstanceOf(IOException.class);
            call.close();
        }
    }

    /** A call may be under way when the torrent is forgotten: it must not go on in plain. */
    @Test
    void aTorrentThatWasForgottenIsNotNamedToAnyone() throws Exception {
        Sample sample = Sample.of(100_007, 16_384).withAuthority(publisher.pem());
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        open.add(clock::shutdownNow);
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            SslPeers forgotten = new SslPeers(Optional.of(star));
            forgotten.add(sample.metainfo());
            forgotten.remove(sample.metainfo().infoHash());
            Handshakes handshakes = new Handshakes(
                    ScriptedPeer.ID,
                    new Connector(Optional.of(LOOPBACK)),
                    Encryption.ALLOW,
                    new KeyExchanges(Encryption.ALLOW, new KnownTorrents(), new SecureRandom()),
                    forgotten,
                    Handshakes.DEADLINE,
                    clock,
                    false);

            assertThatThrownBy(() -> handshakes.dial(
                            new Endpoint(LOOPBACK, server.getLocalPort()),
                            sample.metainfo(),
                            Optional.empty(),
                            null,
                            null))
                    .hasMessage("no longer open");

            server.setSoTimeout((int) PATIENCE.toMillis());
            try (Socket called = server.accept()) {
                assertThat(called.getInputStream().read()).as("not a byte").isEqualTo(-1);
            }
        }
    }

    private static byte[] handshake(InfoHash infoHash) {
        ByteBuffer bytes = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(infoHash, ScriptedPeer.ID, true, false, false).write(bytes);
        return bytes.array();
    }

    @Test
    void aStrangerIsNotLetIn() throws Exception {
        Sample sample = Sample.of(100_005, 16_384).withAuthority(publisher.pem());
        Sample other = Sample.of(100_006, 16_384).withAuthority(publisher.pem());
        InfoHash infoHash = sample.metainfo().infoHash();
        Client us = client("us", star);
        start(us, "here", sample, Intent.DOWNLOAD);
        start(us, "there", other, Intent.DOWNLOAD);
        int port = us.sslPort().getAsInt();

        assertThat(isAnswered(port, infoHash.hex(), star, infoHash))
                .as("with all in order")
                .isTrue();
        assertThat(isAnswered(port, infoHash.hex(), stranger.sign("sample.bin"), infoHash))
                .as("another authority")
                .isFalse();
        assertThat(isAnswered(port, infoHash.hex(), publisher.sign("else.bin"), infoHash))
                .as("another torrent's")
                .isFalse();
        assertThat(isAnswered(port, infoHash.hex(), null, infoHash))
                .as("no certificate")
                .isFalse();
        assertThat(isAnswered(port, infoHash.hex(), publisher.signExpired("*"), infoHash))
                .as("whose time is over")
                .isFalse();
        assertThat(isAnswered(port, infoHash.hex(), star, infoHash, "TLSv1.2"))
                .as("an older TLS")
                .isFalse();
        assertThat(isAnswered(port, null, star, infoHash)).as("no name").isFalse();
        assertThat(isAnswered(port, "0".repeat(40), star, infoHash))
                .as("unknown torrent")
                .isFalse();
        assertThat(isAnswered(port, "example.org", star, infoHash))
                .as("no info hash")
                .isFalse();
        assertThat(isAnswered(port, infoHash.hex(), star, other.metainfo().infoHash()))
                .as("two torrents")
                .isFalse();
        assertThat(isAnswered(port, infoHash.hex().toUpperCase(java.util.Locale.ROOT), star, infoHash))
                .as("in capitals")
                .isTrue();
    }

    /** Nor is one told anything that we call, and that shows what it should not. */
    @Test
    void toAStrangerThatIsCalledNothingIsSaid() throws Exception {
        Sample sample = Sample.of(100_008, 16_384).withAuthority(publisher.pem());

        assertThat(isTold(sample, star, "TLSv1.3")).as("with all in order").isTrue();
        assertThat(isTold(sample, stranger.sign("*"), "TLSv1.3"))
                .as("another authority")
                .isFalse();
        assertThat(isTold(sample, publisher.sign("else.bin"), "TLSv1.3"))
                .as("another torrent's")
                .isFalse();
        assertThat(isTold(sample, publisher.signExpired("*"), "TLSv1.3"))
                .as("whose time is over")
                .isFalse();
        assertThat(isTold(sample, star, "TLSv1.2")).as("an older TLS").isFalse();
    }

    /** Whether a client of ours shows its handshake to a peer that it calls and that is like that. */
    private boolean isTold(Sample sample, PemIdentity identity, String protocol) throws Exception {
        String name = "caller" + open.size();
        try (SSLServerSocket server =
                (SSLServerSocket) showing(identity).getServerSocketFactory().createServerSocket(0, 5, LOOPBACK)) {
            server.setNeedClientAuth(true);
            server.setEnabledProtocols(new String[] {protocol});
            server.setSoTimeout((int) PATIENCE.toMillis());
            TorrentSession session = start(client(name, star), name, sample, Intent.DOWNLOAD);
            session.addPeers(PeerOrigin.TRACKER, List.of(new Endpoint(LOOPBACK, server.getLocalPort())));
            try (Socket called = server.accept()) {
                called.setSoTimeout((int) PATIENCE.toMillis());
                byte[] heard = new byte[Handshake.LENGTH];
                new DataInputStream(called.getInputStream()).readFully(heard);
                return true;
            } catch (SSLException | EOFException | SocketException refused) {
                return false;
            }
        }
    }

    /** Whether a peer that calls so is shown a handshake. */
    private static boolean isAnswered(int port, String name, PemIdentity identity, InfoHash asked) throws Exception {
        return isAnswered(port, name, identity, asked, "TLSv1.3");
    }

    private static SSLContext showing(PemIdentity identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (identity != null) {
            store.setKeyEntry("k", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
        }
        factory.init(store, new char[0]);
        context.init(factory.getKeyManagers(), new TrustManager[] {new Credulous()}, null);
        return context;
    }

    private static boolean isAnswered(int port, String name, PemIdentity identity, InfoHash asked, String protocol)
            throws Exception {
        SSLContext context = showing(identity);
        try (Socket socket = new Socket(LOOPBACK, port);
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "peer", port, true)) {
            tls.setSoTimeout(60_000);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
            parameters.setProtocols(new String[] {protocol});
            tls.setSSLParameters(parameters);
            tls.getOutputStream().write(handshake(asked));
            byte[] answer = new byte[Handshake.LENGTH];
            new DataInputStream(tls.getInputStream()).readFully(answer);
            return Handshake.read(ByteBuffer.wrap(answer)).infoHash().equals(asked);
        } catch (IOException refused) {
            return false;
        }
    }

    /** Trusts everyone. */
    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
