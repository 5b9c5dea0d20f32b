package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import starling.metainfo.InfoHash;
import starling.peer.testing.EvilPeer;
import starling.peer.testing.Liar;
import starling.wire.PeerMessage;

/**
 * The finished peer in 64 MiB, an honest transfer, and beside it those who try to hurt it: the honest one is served and not
 * banned, the log stays short, the program stays up, and its threads and descriptors return to where they were.
 */
class EvilPeersIT {
    private static final int BLOCK = 16_384;
    private static final int KEY_LENGTH = 96;

    private static final byte[] BEGINNING = "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
    private static final long DRIP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Lines about a peer begin with a time and hold its address; a minute is a minute give or take. */
    private static final Pattern ABOUT_A_PEER = Pattern.compile("^(\\S+ \\S+) .* (127\\.0\\.0\\.\\d+):\\d+ ");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    private static final Duration A_MINUTE = Duration.ofSeconds(59);

    /** What the JVM starts for itself in the course of a run: collectors, compilers, carriers of virtual threads. */
    private static final int THREADS_OF_THE_JVM = 16;

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<EvilPeer> evil = new ArrayList<>();
    private final Random random = new Random(5);
    private volatile boolean hungUp;
    private int port;
    private InfoHash infoHash;

    @AfterEach
    void hangUp() {
        hungUp = true;
        evil.forEach(EvilPeer::close);
    }

    /** What they do, twice: before the honest peer comes and while it is there. */
    @FunctionalInterface
    private interface Attack {
        void by(EvilPeersIT test) throws IOException;
    }

    private static Arguments row(String what, Attack attack) {
        return Arguments.of(what, attack);
    }

    private EvilPeer caller() throws IOException {
        EvilPeer peer = new EvilPeer(port, 2 + evil.size() % 100);
        evil.add(peer);
        return peer;
    }

    private EvilPeer guest() throws IOException {
        return caller().greets(infoHash, EvilPeer.id(evil.size()));
    }

    /** From now on all that are here say the first byte of a handshake, then the second, and so on. */
    private void drip() {
        List<EvilPeer> slow = List.copyOf(evil);
        Thread thread = new Thread(
                () -> {
                    for (int at = 0; at < BEGINNING.length && !hungUp; at++) {
                        byte next = BEGINNING[at];
                        slow.forEach(peer -> peer.says(next));
                        LockSupport.parkNanos(DRIP_NANOS);
                    }
                },
                "dripping");
        thread.setDaemon(true);
        thread.start();
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                row("a thousand who never speak", test -> {
                    for (int i = 0; i < 1_000; i++) {
                        test.caller();
                    }
                }),
                row("a thousand whose handshakes drip", test -> {
                    for (int i = 0; i < 1_000; i++) {
                        test.caller();
                    }
                    test.drip();
                }),
                row("a thousand who ask for an unknown torrent", test -> {
                    for (int i = 0; i < 1_000; i++) {
                        test.caller().greets(InfoHash.of(new byte[InfoHash.LENGTH]), EvilPeer.id(i));
                    }
                }),
                row("a thousand who begin a key exchange", test -> {
                    byte[] key = new byte[KEY_LENGTH];
                    for (int i = 0; i < 1_000; i++) {
                        test.random.nextBytes(key);
                        test.caller().says(key);
                    }
                }),
                row("hundreds who ask and never read", test -> {
                    PeerMessage[] requests = new PeerMessage[40];
                    for (int i = 0; i < requests.length; i++) {
                        requests[i] = new PeerMessage.Request(i, 0, 2 * BLOCK);
                    }
                    for (int i = 0; i < 250; i++) {
                        test.guest()
                                .says(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED)
                                .says(requests);
                    }
                }),
                row("hundreds who do not end what they begin", test -> {
                    ByteBuffer begun =
                            ByteBuffer.allocate(4_096).putInt(250_000).put((byte) 20);
                    for (int i = 0; i < 150; i++) {
                        test.guest().says(begun.array());
                    }
                }),
                row("noise", test -> {
                    for (int i = 0; i < 300; i++) {
                        byte[] noise = new byte[1 + test.random.nextInt(3_000)];
                        test.random.nextBytes(noise);
                        (i % 2 == 0 ? test.caller() : test.guest()).says(noise);
                    }
                }),
                row("floods", test -> {
                    ByteBuffer bomb =
                            ByteBuffer.wrap(("d1:md11:ut_metadatai1e6:ut_pexi2ee1:v9000:" + "v".repeat(9_000) + "e")
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    for (PeerMessage message : List.of(
                            PeerMessage.INTERESTED,
                            PeerMessage.UNCHOKE,
                            new PeerMessage.Have(1),
                            new PeerMessage.Request(0, 0, BLOCK),
                            new PeerMessage.Cancel(-1, -5, 7),
                            new PeerMessage.Extended(0, bomb),
                            new PeerMessage.Piece(0, 0, ByteBuffer.allocate(BLOCK)))) {
                        test.guest().repeats(5_000, message);
                    }
                }));
    }

    private Running peer(String home, String... words) {
        List<String> command = Jars.peer("64m");
        command.addAll(List.of("--home", stage.folder(home).toString(), "--bind", "127.0.0.1"));
        command.addAll(List.of(words));
        return stage.start("peer " + home, command);
    }

    /** Our peer seeding, from when it is ready. */
    private Running seed(Path torrent, Path content, String... options) {
        port = Foreign.freePort();
        List<String> words = new ArrayList<>(List.of("--port", Integer.toString(port)));
        words.addAll(List.of(options));
        words.addAll(
                List.of("seed", torrent.toString(), "--in", content.getParent().toString()));
        Running seeder = peer("seeder", words.toArray(String[]::new));
        seeder.awaitOut("seeding");
        infoHash = InfoHash.parse(stage.infoHash(torrent));
        return seeder;
    }

    private static int threads(Running program) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + program.pid() + "/task"))) {
            return (int) tasks.count();
        } catch (IOException gone) {
            throw new AssertionError(program.transcript(), gone);
        }
    }

    private static int sockets(Running program) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + program.pid() + "/fd"))) {
            return (int) open.filter(EvilPeersIT::isSocket).count();
        } catch (IOException gone) {
            throw new AssertionError(program.transcript(), gone);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private List<String> log(String home) throws IOException {
        Path file = stage.folder(home).resolve(".starling/peer.log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** What a program logged: about each address no more than a line a minute. */
    private List<String> shortLog(String home) throws IOException {
        List<String> lines = log(home);
        Map<String, LocalDateTime> said = new HashMap<>();
        for (String line : lines) {
            Matcher about = ABOUT_A_PEER.matcher(line);
            if (about.find()) {
                LocalDateTime now = LocalDateTime.parse(about.group(1), TIME);
                LocalDateTime before = said.put(about.group(2), now);
                assertThat(before == null || !now.isBefore(before.plus(A_MINUTE)))
                        .as("one line a minute about %s: %s", about.group(2), lines)
                        .isTrue();
            }
        }
        return lines;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void anHonestPeerIsServedBeside(String what, Attack attack) throws IOException {
        Path content = Content.file(stage.folder("origin").resolve("beside.bin"), 2_500_000, what.hashCode());
        Path torrent = stage.torrent("http://127.0.0.1:1/announce", content, "32K");
        Running seeder = seed(torrent, content);
        int threads = threads(seeder);
        int sockets = sockets(seeder);

        attack.by(this);
        Running honest = peer(
                "honest",
                "--port",
                "0",
                "--max-download",
                "800K",
                "download",
                torrent.toString(),
                "--peer",
                "127.0.0.1:" + port);
        honest.awaitOut("downloading");
        attack.by(this);

        assertThat(honest.awaitExit()).as(honest::transcript).isZero();
        assertThat(Content.digests(stage.folder("honest").resolve("downloads/beside.bin")))
                .isEqualTo(Content.digests(content));
        assertThat(seeder.isAlive()).as(seeder::transcript).isTrue();
        hangUp();
        Foreign.await("threads return, of " + threads, seeder, () -> threads(seeder) <= threads + THREADS_OF_THE_JVM);
        Foreign.await("sockets return, of " + sockets, seeder, () -> sockets(seeder) <= sockets);
        assertThat(shortLog("seeder"))
                .as("a line an address at most, and what it says of itself")
                .hasSizeLessThan(130)
                .noneMatch(line -> line.contains("banned") || line.contains("error of our own"))
                .noneMatch(line -> line.contains("OutOfMemory"));
        assertThat(seeder.err()).isEmpty();
    }

    /** Among five of whom four give nothing but what is wrong. */
    @Test
    void aDownloadFromLiarsEndsAndNoHonestPeerIsBanned() throws IOException {
        Path content = Content.file(stage.folder("origin").resolve("liars.bin"), 2_500_001, 71);
        Path torrent = stage.torrent("http://127.0.0.1:1/announce", content, "64K");
        Running seeder = seed(torrent, content, "--max-upload", "800K");
        List<String> words = new ArrayList<>(List.of("--port", "0", "download", torrent.toString()));
        List<Liar> liars = new ArrayList<>();
        try {
            for (int host = 61; host < 65; host++) {
                Liar liar = new Liar(host, infoHash, EvilPeer.id(host));
                liars.add(liar);
                words.addAll(List.of("--peer", "127.0.0." + host + ":" + liar.port()));
            }
            words.addAll(List.of("--peer", "127.0.0.1:" + port));

            Running download = peer("home", words.toArray(String[]::new));

            assertThat(download.awaitExit()).as(download::transcript).isZero();
            assertThat(Content.digests(stage.folder("home").resolve("downloads/liars.bin")))
                    .isEqualTo(Content.digests(content));
            assertThat(shortLog("home"))
                    .hasSizeLessThan(60)
                    .filteredOn(line -> line.contains("banned"))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("127.0.0.6"));
            assertThat(seeder.isAlive()).as(seeder::transcript).isTrue();
        } finally {
            liars.forEach(Liar::close);
        }
    }
}
