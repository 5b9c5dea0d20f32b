package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encrypted connections with clients of other makes, which are called in one test and call in the other. */
class EncryptionIT {
    /** What makes others take and make encrypted connections alone, with all encrypted or the handshake. */
    private static final String RC4 = "out_enc_policy=0 in_enc_policy=0 allowed_enc_level=2";

    private static final String HEADER = "out_enc_policy=0 in_enc_policy=0 allowed_enc_level=1";
    private static final String OFF = "out_enc_policy=2 in_enc_policy=2";
    private static final String BOTH = "out_enc_policy=1 in_enc_policy=1 allowed_enc_level=3";
    private static final String ARC4 = "--bt-require-crypto=true --bt-min-crypto-level=arc4";

    @RegisterExtension
    final Stage stage = new Stage();

    private final Path[] made = new Path[2];

    /** A torrent of its own for each test. */
    private void make(TrackerRun tracker, String... names) {
        String name = String.join(" ", names).replaceAll("[^a-zA-Z0-9 ]", "") + ".bin";
        made[0] = Content.file(stage.folder("origin").resolve(name), 1_500_003, name.hashCode());
        made[1] = stage.torrent(tracker.announceUrl(), made[0]);
    }

    private void weSeed(String encryption) {
        Running seeder = stage.peer(
                stage.folder("seeder"),
                "--encryption",
                encryption,
                "seed",
                made[1].toString(),
                "--in",
                made[0].getParent().toString());
        seeder.awaitOut("seeding");
    }

    private void weDownload(TrackerRun tracker, String encryption) {
        tracker.awaitPeers(stage.infoHash(made[1]), 1);
        Path home = stage.folder("home");
        Running download = stage.peer(home, "--encryption", encryption, "download", made[1].toString());
        assertThat(download.awaitExit()).as(download::transcript).isZero();
        same(home.resolve("downloads"));
    }

    private void same(Path folder) {
        assertThat(Content.digests(folder.resolve(made[0].getFileName()))).isEqualTo(Content.digests(made[0]));
    }

    @ParameterizedTest
    @CsvSource({"prefer, " + RC4, "prefer, " + HEADER, "allow, " + RC4, "prefer, " + OFF, "require, " + BOTH})
    void libtorrentCallsUs(String encryption, String settings) {
        make(stage.tracker(), "libtorrent calls", encryption, settings);
        weSeed(encryption);
        Path target = stage.folder("target");

        Running libtorrent = Libtorrent.start(Host.loopback(stage), target, made[1], settings.split(" "));

        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();
        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        same(target);
    }

    @ParameterizedTest
    @CsvSource({"prefer, " + RC4, "prefer, " + HEADER, "allow, " + RC4, "prefer, " + OFF, "require, " + BOTH})
    void weCallLibtorrent(String encryption, String settings) {
        TrackerRun tracker = stage.tracker();
        make(tracker, "we call libtorrent", encryption, settings);
        Libtorrent.start(Host.loopback(stage), made[0].getParent(), made[1], settings.split(" "))
                .awaitOut("^complete$");

        weDownload(tracker, encryption);
    }

    @ParameterizedTest
    @CsvSource({"prefer, " + ARC4, "require, --bt-require-crypto=false"})
    void aria2CallsUs(String encryption, String options) {
        make(stage.tracker(), "aria2 calls", encryption);
        weSeed(encryption);
        Path target = stage.folder("target");
        List<String> words = new java.util.ArrayList<>(List.of(options.split(" ")));
        words.add("--seed-time=0");

        Running aria2 = Aria2.start(Host.loopback(stage), target, made[1].toString(), words.toArray(String[]::new));

        assertThat(aria2.awaitExit()).as(aria2::transcript).isZero();
        same(target);
    }

    @ParameterizedTest
    @CsvSource({"prefer, " + ARC4, "require, --bt-require-crypto=false"})
    void weCallAria2(String encryption, String options) {
        TrackerRun tracker = stage.tracker();
        make(tracker, "we call aria2", encryption);
        List<String> words = new java.util.ArrayList<>(List.of(options.split(" ")));
        words.addAll(List.of("--check-integrity=true", "--seed-ratio=0.0"));
        Aria2.start(Host.loopback(stage), made[0].getParent(), made[1].toString(), words.toArray(String[]::new));

        weDownload(tracker, encryption);
    }

    /** It is the one that is called in both: it calls nobody on loopback. */
    @ParameterizedTest
    @CsvSource({"prefer, 2", "allow, 2", "require, 0"})
    void transmissionHasItFromUs(String encryption, int theirs) {
        TrackerRun tracker = stage.tracker();
        make(tracker, "transmission", encryption);
        Path target = stage.folder("target");
        Transmission transmission = Transmission.start(Host.loopback(stage), target, theirs);
        transmission.add(made[1]);
        tracker.awaitPeers(stage.infoHash(made[1]), 1);

        weSeed(encryption);

        transmission.awaitComplete();
        same(target);
    }

    @ParameterizedTest
    @CsvSource({"prefer, 2", "allow, 2", "require, 0"})
    void weHaveItFromTransmission(String encryption, int theirs) {
        TrackerRun tracker = stage.tracker();
        make(tracker, "from transmission", encryption);
        Transmission transmission = Transmission.start(Host.loopback(stage), made[0].getParent(), theirs);
        transmission.add(made[1]);
        transmission.awaitComplete();

        weDownload(tracker, encryption);
    }
}
