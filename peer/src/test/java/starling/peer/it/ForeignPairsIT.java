package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that are not ours find each other through our tracker. They know nothing of each other but what it says: a
 * torrent has one announce URL, {@code udp} or {@code http}, and whatever else finds peers is off.
 */
class ForeignPairsIT {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource({
        "udp, LIBTORRENT, ARIA2",
        "udp, ARIA2, LIBTORRENT",
        "http, LIBTORRENT, ARIA2",
        "http, ARIA2, LIBTORRENT",
    })
    void onLoopback(String protocol, Make seeder, Make leecher) {
        Host host = Host.loopback(stage);
        TrackerRun tracker = host.tracker("--interval", "5s");
        meet(tracker, protocol, seeder, host, leecher, host);
        assertThat(tracker.program().err()).isEmpty();
    }

    /** Transmission dials nobody on loopback. */
    @ParameterizedTest
    @CsvSource({
        "udp, TRANSMISSION, LIBTORRENT",
        "udp, ARIA2, TRANSMISSION",
        "http, TRANSMISSION, ARIA2",
        "http, LIBTORRENT, TRANSMISSION",
    })
    void onANetwork(String protocol, Make seeder, Make leecher) {
        Namespace namespace = Namespace.make(stage);
        meet(
                namespace.host(Namespace.OURS).tracker("--interval", "5s"),
                protocol,
                seeder,
                namespace.host(Namespace.THEIRS),
                leecher,
                namespace.host(Namespace.OTHERS));
    }

    /** BEP 7 and BEP 15. Of the three, only libtorrent asks a UDP tracker over IPv6. */
    @ParameterizedTest
    @CsvSource({
        "udp, LIBTORRENT, LIBTORRENT",
        "http, LIBTORRENT, ARIA2",
        "http, ARIA2, LIBTORRENT",
    })
    void overIpv6(String protocol, Make seeder, Make leecher) {
        Namespace namespace = Namespace.make(stage);
        meet(
                namespace.host(Namespace.OURS_IPV6).tracker("--interval", "5s"),
                protocol,
                seeder,
                namespace.host(Namespace.THEIRS_IPV6),
                leecher,
                namespace.host(Namespace.OTHERS_IPV6));
    }

    @Test
    void overHttps() {
        Path certificate = stage.folder("tls").resolve("tracker.crt");
        Path key = certificate.resolveSibling("tracker.key");
        stage.run(
                Foreign.program("openssl"),
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-subj",
                "/CN=tracker",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        TrackerRun tracker = stage.tracker(
                "--interval",
                "5s",
                "--tls-port",
                "0",
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                key.toString());
        String port = tracker.program().awaitOut("HTTPS on port (\\d+)").group(1);
        Host trusting = new Host(stage, List.of("env", "SSL_CERT_FILE=" + certificate), "127.0.0.1");
        Path content = Shape.MANY_FILES.make(stage.folder("origin"));
        Path torrent = stage.torrent("https://127.0.0.1:" + port + "/announce", content);
        Make.LIBTORRENT.seeds(trusting, content.getParent(), torrent);
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        Path target = stage.folder("target");
        Make.LIBTORRENT.downloads(trusting, target, torrent);

        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    /** libtorrent takes no UDP answer from another address than it asked; the namespace's one interface has several. */
    @ParameterizedTest
    @ValueSource(strings = {Namespace.OURS, Namespace.OURS_IPV6})
    void whereTheTrackerHasSeveralAddresses(String asked) {
        Namespace namespace = Namespace.make(stage);
        TrackerRun everywhere = namespace.host("::").tracker("--interval", "5s", "--no-discovery");
        String host = asked.contains(":") ? "[" + asked + "]" : asked;
        TrackerRun tracker = new TrackerRun(
                everywhere.program(), "http://" + host + ":" + everywhere.port() + "/announce", everywhere.port());
        boolean ipv6 = asked.equals(Namespace.OURS_IPV6);
        meet(
                tracker,
                "udp",
                Make.LIBTORRENT,
                namespace.host(ipv6 ? Namespace.THEIRS_IPV6 : Namespace.THEIRS),
                Make.LIBTORRENT,
                namespace.host(ipv6 ? Namespace.OTHERS_IPV6 : Namespace.OTHERS));
    }

    private void meet(TrackerRun tracker, String protocol, Make seeder, Host seeds, Make leecher, Host leeches) {
        Path content = Shape.MANY_FILES.make(stage.folder("origin"));
        Path torrent = stage.torrent(tracker.announceUrl().replaceFirst("^http", protocol), content);
        seeder.seeds(seeds, content.getParent(), torrent);

        Path target = stage.folder("target");
        leecher.downloads(leeches, target, torrent);

        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }
}
