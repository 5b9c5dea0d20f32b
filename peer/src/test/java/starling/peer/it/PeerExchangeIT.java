package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three peers without a tracker, of which two know each other through the third alone (BEP 11). What the third passes on
 * itself would take many minutes: who is done in time has it from the one that it was told of.
 */
class PeerExchangeIT {
    private static final long LENGTH = 3_000_000;
    private static final String CAP = "4096";
    private static final Duration BY_THE_CLOCK = Duration.ofMinutes(5);

    private enum Kind {
        STARLING,
        LIBTORRENT
    }

    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource({
        "STARLING, STARLING, STARLING",
        "STARLING, LIBTORRENT, LIBTORRENT",
        "LIBTORRENT, STARLING, STARLING",
        "LIBTORRENT, LIBTORRENT, STARLING",
    })
    void whoKnowsBothTellsThemOfEachOther(Kind middle, Kind seeder, Kind leecher) {
        String name = "told by %s of %s to %s.bin".formatted(middle, seeder, leecher);
        Path content = Content.file(stage.folder("origin").resolve(name), LENGTH, name.hashCode());
        Path torrent = stage.torrentWithoutTracker(content);
        int seederPort = Foreign.freePort();
        int middlePort = Foreign.freePort();
        seeds(seeder, seederPort, torrent, content);
        trades(middle, "middle", middlePort, torrent, seederPort, true)
                .awaitOut(middle == Kind.STARLING ? "downloading" : "info_hash");

        Running last = trades(leecher, "leecher", Foreign.freePort(), torrent, middlePort, false);

        if (leecher == Kind.LIBTORRENT) {
            last.awaitOut("^complete$");
            last.endInput();
        }
        assertThat(last.awaitExit()).as(last::transcript).isZero();
        Path folder = stage.folder(leecher == Kind.STARLING ? "leecher/downloads" : "leecher");
        assertThat(Content.digests(folder.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    /** Nobody can name it a peer: so we call it. */
    @Test
    void weTellAria2OfASeeder() {
        Path content = Content.file(stage.folder("origin").resolve("told to aria2.bin"), LENGTH, 731);
        Path torrent = stage.torrentWithoutTracker(content);
        int seederPort = Foreign.freePort();
        int aria2Port = Foreign.freePort();
        seeds(Kind.STARLING, seederPort, torrent, content);
        Path target = stage.folder("target");
        Running aria2 = Aria2.download(
                Host.loopback(stage),
                target,
                torrent.toString(),
                "--enable-peer-exchange=true",
                "--listen-port=" + aria2Port);

        tells(Host.loopback(stage), torrent, "127.0.0.1:" + seederPort, "127.0.0.1:" + aria2Port);

        assertThat(aria2.awaitExit()).as(aria2::transcript).isZero();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    /** The same, in a namespace, as Transmission calls nobody on loopback. */
    @Test
    void weTellTransmissionOfASeeder() {
        Foreign.program("transmission-daemon");
        Namespace namespace = Namespace.make(stage);
        Path content = Content.file(stage.folder("origin").resolve("told to transmission.bin"), LENGTH, 730);
        Path torrent = stage.torrentWithoutTracker(content);
        int seederPort = Foreign.freePort();
        int transmissionPort = Foreign.freePort();
        namespace
                .host(Namespace.OURS)
                .peer(
                        stage.folder("seeder"),
                        seederPort,
                        "--no-dht",
                        "--no-lsd",
                        "seed",
                        torrent.toString(),
                        "--in",
                        content.getParent().toString())
                .awaitOut("seeding");
        Path target = stage.folder("target");
        Transmission transmission =
                Transmission.startWithExchange(namespace.host(Namespace.THEIRS), transmissionPort, target);
        transmission.add(torrent);

        tells(
                namespace.host(Namespace.OTHERS),
                torrent,
                Namespace.OURS + ":" + seederPort,
                Namespace.THEIRS + ":" + transmissionPort);

        transmission.awaitComplete();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    /** One of ours that knows both, and gives next to nothing itself. */
    private void tells(Host host, Path torrent, String seeder, String leecher) {
        host.peer(
                stage.folder("middle"),
                "--no-dht",
                "--no-lsd",
                "--max-download",
                CAP,
                "--max-upload",
                CAP,
                "download",
                torrent.toString(),
                "--peer",
                seeder,
                "--peer",
                leecher);
    }

    /** It does so 90 seconds after we came; aria2 tells of no peers of a local network. */
    @Test
    void transmissionTellsUsOfASeeder() {
        Foreign.program("transmission-daemon");
        Namespace namespace = Namespace.make(stage);
        Path content = Content.file(stage.folder("seeder/downloads").resolve("told by it.bin"), LENGTH, 732);
        Path torrent = stage.torrentWithoutTracker(content);
        int port = Foreign.freePort();
        Transmission transmission =
                Transmission.startWithExchange(namespace.host(Namespace.THEIRS), port, stage.folder("middle"));
        transmission.limit(4);
        transmission.add(torrent);
        Shell seeder = Shell.of(namespace.host(Namespace.OURS).peer(stage.folder("seeder"), "--no-dht", "--no-lsd"));
        seeder.say("download '" + torrent + "' --peer " + Namespace.THEIRS + ":" + port);
        seeder.awaitState("seeding");

        Running leecher = namespace
                .host(Namespace.OTHERS)
                .peer(
                        stage.folder("leecher"),
                        "--no-dht",
                        "--no-lsd",
                        "download",
                        torrent.toString(),
                        "--peer",
                        Namespace.THEIRS + ":" + port);

        assertThat(leecher.awaitExit(BY_THE_CLOCK)).as(leecher::transcript).isZero();
        assertThat(Content.digests(stage.folder("leecher/downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    private void seeds(Kind kind, int port, Path torrent, Path content) {
        Host host = Host.loopback(stage);
        String folder = content.getParent().toString();
        if (kind == Kind.LIBTORRENT) {
            Libtorrent.start(host, port, content.getParent(), torrent.toString())
                    .awaitOut("^complete$");
        } else {
            host.peer(stage.folder("seeder"), port, "--no-dht", "seed", torrent.toString(), "--in", folder)
                    .awaitOut("seeding");
        }
    }

    /** One that begins with nothing and knows one other peer. */
    private Running trades(Kind kind, String name, int port, Path torrent, int knownPort, boolean capped) {
        Host host = Host.loopback(stage);
        String known = "127.0.0.1:" + knownPort;
        if (kind == Kind.LIBTORRENT) {
            List<String> settings = new ArrayList<>(List.of("peer=" + known));
            if (capped) {
                settings.add("cap=" + CAP);
            }
            return Libtorrent.start(
                    host, port, stage.folder(name), torrent.toString(), settings.toArray(String[]::new));
        }
        List<String> words = new ArrayList<>(List.of("--no-dht"));
        if (capped) {
            words.addAll(List.of("--max-download", CAP, "--max-upload", CAP));
        }
        words.addAll(List.of("download", torrent.toString(), "--peer", known));
        return host.peer(stage.folder(name), port, words.toArray(String[]::new));
    }
}
