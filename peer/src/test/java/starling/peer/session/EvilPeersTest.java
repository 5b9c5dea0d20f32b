package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.peer.session.TorrentSession.Intent;
import starling.peer.testing.EvilPeer;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/**
 * One client, and peers that try to hurt it, a row each. Whatever they do, an honest peer that was there before is served
 * at once, a new one is let in, the log stays short, and threads, descriptors and memory return to where they were.
 */
@Timeout(600)
class EvilPeersTest {
    private static final int BLOCK = 16_384;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(3).toNanos();
    private static final PeerMessage SOME_BLOCK = new PeerMessage.Piece(0, 0, ByteBuffer.allocate(BLOCK));

    @TempDir
    static Path home;

    private static Sample seeded;
    private static Client client;
    private static TorrentSession session;
    private static ScriptedPeer resident;
    private static int samples;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<EvilPeer> evil = new ArrayList<>();
    private long threadsBefore;
    private long descriptorsBefore;

    @BeforeAll
    static void seed() throws Exception {
        seeded = Sample.of(700_000, 32_768);
        client = Sample.client(home.resolve("client"));
        Path folder = home.resolve("seed");
        seeded.writeTo(folder);
        session = seeded.open(client, folder, Intent.SEED);
        session.start();
        assertThat(session.awaitSettled(Duration.ofMinutes(2))).isTrue();
        resident = honest(seeded, 1);
        resident.say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
        resident.hear(MessageType.UNCHOKE);
        isServed(resident);
    }

    @AfterAll
    static void close() throws Exception {
        resident.close();
        client.close();
    }

    private static ScriptedPeer honest(Sample sample, int number) throws IOException {
        byte[] id = String.format("-XX0000-good%08d", number).getBytes(StandardCharsets.US_ASCII);
        return ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), PeerId.of(id), true);
    }

    private static void isServed(ScriptedPeer peer) throws IOException {
        peer.say(new PeerMessage.Request(3, BLOCK, BLOCK));
        PeerMessage.Piece block = (PeerMessage.Piece) peer.hear(MessageType.PIECE);
        assertThat(block.data()).isEqualTo(seeded.block(3, BLOCK, BLOCK));
    }

    @BeforeEach
    void measure() throws IOException {
        isServed(resident);
        threadsBefore = threads();
        descriptorsBefore = descriptors();
        lines.start();
        starling().setLevel(Level.INFO);
        starling().addAppender(lines);
    }

    /** Tests say nothing unless they are told to. */
    private static Logger starling() {
        return (Logger) LoggerFactory.getLogger("starling");
    }

    /** Everything is as it was, in a while. */
    @AfterEach
    void isAsItWas() {
        evil.forEach(EvilPeer::close);
        becomes(
                "the evil peers are gone",
                () -> client.torrents().stream()
                        .allMatch(torrent -> torrent.snapshot().peers().size() <= (torrent == session ? 1 : 0)));
        becomes("threads return, of " + threadsBefore, () -> threads() <= threadsBefore);
        // A torrent that was downloaded in between keeps its file open.
        becomes("descriptors return, of " + descriptorsBefore, () -> descriptors() <= descriptorsBefore + 2);
        starling().detachAppender(lines);
        starling().setLevel(null);
        Map<String, Long> byText = List.copyOf(lines.list).stream()
                .collect(Collectors.groupingBy(
                        line -> line.getFormattedMessage().replaceAll(":[0-9]+|[0-9]+ bytes", ""),
                        Collectors.counting()));
        assertThat(byText)
                .allSatisfy((text, count) -> assertThat(count).as(text).isLessThanOrEqualTo(4));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("peer"))
                .count();
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(Files::isSymbolicLink).count();
        } catch (IOException notHere) {
            return 0;
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static void becomes(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                Thread.getAllStackTraces()
                        .forEach((thread, frames) -> System.out.println(thread + "\n    "
                                + Stream.of(frames).map(String::valueOf).collect(Collectors.joining("\n    "))));
                throw new AssertionError(what + ": now " + threads() + " threads, " + descriptors() + " descriptors, "
                        + client.torrents().stream()
                                .map(torrent -> torrent.state() + " with "
                                        + torrent.snapshot().peers().size() + " peers")
                                .toList());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private EvilPeer caller(int host) throws IOException {
        EvilPeer peer = new EvilPeer(client.port(), host);
        evil.add(peer);
        return peer;
    }

    private EvilPeer guest(int number) throws IOException {
        return caller(2 + number % 100).greets(seeded.metainfo().infoHash(), EvilPeer.id(number));
    }

    /** What they do; it fails where it is not met as it has to be. */
    @FunctionalInterface
    private interface Attack {
        void by(EvilPeersTest test) throws Exception;
    }

    private static Arguments row(String what, Attack attack) {
        return Arguments.of(what, attack);
    }

    /** It is hung up on for what it says after its handshake. */
    private static Arguments refused(String what, byte... bytes) {
        return row(
                what, test -> assertThat(test.guest(0).says(bytes).isHungUp()).isTrue());
    }

    private static Arguments refused(String what, PeerMessage... messages) {
        return row(
                what,
                test -> assertThat(test.guest(0).says(messages).isHungUp()).isTrue());
    }

    /** Many of one message, which may or may not be reason to hang up. */
    private static Arguments flood(String what, int times, PeerMessage message) {
        return row(what, test -> test.guest(0).repeats(times, message));
    }

    private static PeerMessage extended(int id, String payload) {
        return new PeerMessage.Extended(id, ByteBuffer.wrap(payload.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static Stream<Arguments> againstASeed() {
        String deep = "l".repeat(30_000) + "e".repeat(30_000);
        return Stream.of(
                refused("a length that is absurd", new byte[] {0x7f, -1, -1, -1, 7}),
                refused("a length that is negative", new byte[] {-128, 0, 0, 0, 7}),
                row("a length that drips", test -> test.guest(0).says((byte) 0).says((byte) 0)),
                row("handshakes that drip", test -> {
                    for (int i = 0; i < 20; i++) {
                        test.caller(2).says((byte) 19).says((byte) 'B');
                    }
                }),
                refused("a bitfield too short", new PeerMessage.Pieces(ByteBuffer.allocate(2))),
                refused("a bitfield too long", new PeerMessage.Pieces(ByteBuffer.allocate(200_000))),
                refused("a bitfield with spare bits", new PeerMessage.Pieces(ByteBuffer.wrap(new byte[] {0, 0, 1}))),
                refused("a bitfield after all", PeerMessage.HAVE_ALL, PeerMessage.HAVE_NONE),
                refused("a have out of range", new PeerMessage.Have(Integer.MIN_VALUE)),
                flood("the same have for ever", 200_000, new PeerMessage.Have(1)),
                refused("a request that overflows", new PeerMessage.Request(0, Integer.MAX_VALUE, BLOCK)),
                refused("a request past the last piece", new PeerMessage.Request(22, 0, BLOCK)),
                flood("requests without a slot", 200_000, new PeerMessage.Request(0, 0, BLOCK)),
                flood("cancels of what was never asked", 200_000, new PeerMessage.Cancel(-1, -5, 7)),
                flood("blocks that nobody asked for", 500, SOME_BLOCK),
                refused("a block that overflows", new PeerMessage.Piece(0, Integer.MAX_VALUE, ByteBuffer.allocate(9))),
                refused("a block that overlaps two", new PeerMessage.Piece(0, 8_192, ByteBuffer.allocate(BLOCK))),
                flood("rejects of what was never asked", 100_000, new PeerMessage.Reject(0, 0, BLOCK)),
                flood("suggestions", 200_000, new PeerMessage.Suggest(Integer.MAX_VALUE)),
                row("flapping of interest", test -> {
                    EvilPeer peer = test.guest(0);
                    for (int i = 0; i < 200; i++) {
                        peer.repeats(100, PeerMessage.INTERESTED).repeats(100, PeerMessage.NOT_INTERESTED);
                    }
                    assertThat(peer.isHungUp()).isTrue();
                }),
                row("flapping of chokes", test -> {
                    EvilPeer peer = test.guest(0);
                    for (int i = 0; i < 200; i++) {
                        peer.repeats(100, PeerMessage.CHOKE).repeats(100, PeerMessage.UNCHOKE);
                    }
                    assertThat(peer.isHungUp()).isTrue();
                }),
                flood("messages of no known kind", 200_000, new PeerMessage.Unknown(99)),
                flood("keep-alives", 200_000, PeerMessage.KEEP_ALIVE),
                refused("an extended handshake nested deep", extended(0, "d1:m" + deep + "e")),
                refused("an extended handshake that is huge", extended(0, "d1:v100000:" + "v".repeat(100_000) + "e")),
                row(
                        "an extended handshake that lies",
                        test -> test.guest(0)
                                .says(extended(
                                        0,
                                        "d13:metadata_sizei9223372036854775807e1:md11:ut_metadatai-1e6:ut_pexi256ee"
                                                + "1:pi0e4:reqqi-5e1:v60000:" + "v".repeat(60_000) + "e"))),
                row("extended handshakes that renumber", test -> {
                    EvilPeer peer = test.guest(0);
                    for (int id = 1; id < 200; id++) {
                        peer.says(extended(0, "d1:md11:ut_metadatai" + id + "e6:ut_pexi" + (255 - id) + "eee"));
                    }
                }),
                row("metadata and peer exchange that burst", test -> {
                    EvilPeer peer = test.guest(0).says(extended(0, "d1:md11:ut_metadatai1e6:ut_pexi2eee"));
                    for (int id = 1; id < 10; id++) {
                        peer.says(extended(
                                        id, "d8:msg_typei1e5:piecei0e10:total_sizei2147483647ee" + "x".repeat(9_000)))
                                .says(extended(id, "d8:msg_typei0e5:piecei2147483647ee"))
                                .says(extended(
                                        id,
                                        "d5:added12000:" + "\u007f\u0000\u0000\u0001\u0000\u0001".repeat(2_000) + "e"));
                    }
                }),
                row(
                        "requests for metadata for ever",
                        test -> test.guest(0)
                                .says(extended(0, "d1:md11:ut_metadatai1eee"))
                                .repeats(100_000, extended(2, "d8:msg_typei0e5:piecei0ee"))),
                row("ourselves", test -> {
                    EvilPeer peer = test.caller(2).greets(seeded.metainfo().infoHash(), client.peerId());
                    assertThat(peer.isHungUp()).isTrue();
                }),
                row("one id from many addresses", test -> {
                    for (int host = 2; host < 52; host++) {
                        test.caller(host).greets(seeded.metainfo().infoHash(), EvilPeer.id(7));
                    }
                    becomes(
                            "one of them is let in",
                            () -> session.snapshot().peers().size() == 2);
                }),
                row("an unknown torrent, a thousand times", test -> {
                    for (int i = 0; i < 1_000; i++) {
                        try (EvilPeer peer = new EvilPeer(client.port(), 2)) {
                            peer.greets(InfoHash.of(new byte[InfoHash.LENGTH]), EvilPeer.id(i));
                        }
                    }
                }),
                row("another protocol", test -> {
                    EvilPeer peer = test.caller(2)
                            .says(
                                    "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n\r\n"
                                            .getBytes(StandardCharsets.US_ASCII));
                    assertThat(peer.isHungUp()).isTrue();
                }),
                row("who come and go", test -> {
                    for (int i = 0; i < 200; i++) {
                        try (EvilPeer peer = new EvilPeer(client.port(), 2)) {
                            peer.greets(seeded.metainfo().infoHash(), EvilPeer.id(i))
                                    .says(PeerMessage.HAVE_NONE, new PeerMessage.Request(1, 0, BLOCK));
                        }
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("againstASeed")
    void aSeedStands(String what, Attack attack) throws Exception {
        attack.by(this);

        isServed(resident);
        try (ScriptedPeer newcomer = honest(seeded, 2)) {
            assertThat(newcomer.hear()).isEqualTo(PeerMessage.HAVE_ALL);
        }
    }

    @Test
    void aThousandThatNeverSpeakKeepNobodyOut() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            caller(2 + i % 100);
        }

        isServed(resident);
        try (ScriptedPeer newcomer = honest(seeded, 2)) {
            assertThat(newcomer.hear()).isEqualTo(PeerMessage.HAVE_ALL);
        }
        becomes("no more of them wait than may", () -> threads() <= threadsBefore + IncomingHandshakes.MOST + 2);
    }

    /**
     * Waits for them in hundreds: of those who call at once, more than may wait with their handshakes are not let in. That
     * happens where the threads that read them are virtual and come to their turn later than the calls.
     */
    private static void areLetIn(int guests) {
        if (guests % (IncomingHandshakes.MOST / 2) == 0) {
            becomes(guests + " are let in", () -> session.snapshot().peers().size() == guests + 1);
        }
    }

    @Test
    void whatIsNeverReadByFiveHundredTakesLittleMemory() throws Exception {
        long before = directBytes();
        PeerMessage[] requests = IntStream.range(0, 20)
                .mapToObj(piece -> new PeerMessage.Request(piece, 0, 2 * BLOCK))
                .toArray(PeerMessage[]::new);
        for (int i = 0; i < 500; i++) {
            guest(i).says(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED).says(requests);
            areLetIn(i + 1);
        }

        isServed(resident);
        try (ScriptedPeer newcomer = honest(seeded, 2)) {
            newcomer.say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
            newcomer.hear(MessageType.UNCHOKE);
            isServed(newcomer);
        }
        assertThat(directBytes() - before).isLessThan(Runtime.getRuntime().maxMemory() / 4 + 500 * 64 * 1024);
    }

    /** It comes to it once that one has been there for a while. */
    @Test
    void ofTwelveHundredWhoAreThereForNothingTheOneIdleForLongestMakesRoom() throws Exception {
        for (int i = 0; i < 1_199; i++) {
            guest(i).says(PeerMessage.HAVE_NONE);
            areLetIn(i + 1);
        }
        becomes("all places are taken", () -> session.snapshot().peers().size() == 1_200);
        isServed(resident);

        try (ScriptedPeer newcomer = letIn()) {
            newcomer.say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
            newcomer.hear(MessageType.UNCHOKE);
            isServed(newcomer);

            becomes("as many as may be", () -> session.snapshot().peers().size() == 1_200);
            assertThat(session.snapshot().peers())
                    .extracting(PeerSnapshot::id)
                    .as("one of those that came first is gone")
                    .containsAll(
                            IntStream.range(199, 1_199).mapToObj(EvilPeer::id).toList());
        }
        isServed(resident);
    }

    private static ScriptedPeer letIn() throws Exception {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return honest(seeded, 2);
            } catch (EOFException | SocketException noRoomYet) {
                assertThat(System.nanoTime() - until).as("let in at last").isNegative();
                Thread.sleep(200);
            }
        }
    }

    @Test
    void framesThatAreBegunAndNotEndedTakeLittleMemory() throws Exception {
        long before = directBytes();
        ByteBuffer begun = ByteBuffer.allocate(4_096).putInt(250_000).put((byte) 20);
        for (int i = 0; i < 300; i++) {
            guest(i).says(begun.array());
            areLetIn(i + 1);
        }

        isServed(resident);
        assertThat(directBytes() - before).isLessThan(Runtime.getRuntime().maxMemory() / 4 + 300 * 32 * 1024);
    }

    // A download among liars

    /** A torrent that is being downloaded, and those who say that they have it. */
    private final class Download {
        final Sample sample;
        final TorrentSession session;

        Download() throws IOException {
            sample = Sample.of(200_000 + ++samples, 65_536);
            session = sample.open(client, home.resolve("downloads" + samples), Intent.DOWNLOAD);
            session.start();
            becomes("it downloads", () -> session.state() == TorrentState.DOWNLOADING);
        }

        EvilPeer guest(int number) throws IOException {
            return caller(2 + number).greets(sample.metainfo().infoHash(), EvilPeer.id(10 * samples + 1_000 + number));
        }

        ScriptedPeer giver(int number) throws IOException {
            PeerId id = EvilPeer.id(10 * samples + 2_000 + number);
            ScriptedPeer peer =
                    ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), id, true);
            peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
            return peer;
        }

        /** Answers so many requests, of which the last ones wrongly. */
        void gives(ScriptedPeer peer, int right, int wrong) {
            for (int i = 0; i < right + wrong; i++) {
                PeerMessage.Request request;
                try {
                    request = (PeerMessage.Request) peer.hear(MessageType.REQUEST);
                    ByteBuffer block = ByteBuffer.allocate(request.length());
                    block.put(sample.block(request.piece(), request.begin(), request.length()))
                            .flip();
                    if (i >= right) {
                        block.put(5, (byte) ~block.get(5));
                    }
                    peer.say(new PeerMessage.Piece(request.piece(), request.begin(), block));
                } catch (IOException banned) {
                    return;
                }
            }
        }
    }

    @FunctionalInterface
    private interface Lies {
        void in(Download download) throws Exception;
    }

    private static Arguments lies(String what, Lies lies) {
        return Arguments.of(what, lies);
    }

    static Stream<Arguments> againstADownload() {
        return Stream.of(
                lies("holds the last block", download -> {
                    ScriptedPeer peer = download.giver(0);
                    download.gives(peer, 12, 0);
                }),
                lies("one sends what is wrong", download -> download.gives(download.giver(0), 0, 4)),
                lies("one of three sends what is wrong", download -> {
                    ScriptedPeer liar = download.giver(0);
                    ScriptedPeer one = download.giver(1);
                    ScriptedPeer other = download.giver(2);
                    Thread first = new Thread(() -> download.gives(one, 100, 0));
                    Thread second = new Thread(() -> download.gives(other, 100, 0));
                    first.start();
                    second.start();
                    download.gives(liar, 1, 1);
                    liar.close();
                    one.close();
                    other.close();
                    first.join();
                    second.join();
                }),
                lies("all send what is wrong", download -> {
                    for (int i = 0; i < 4; i++) {
                        try (ScriptedPeer liar = download.giver(i)) {
                            download.gives(liar, 0, 4);
                        }
                    }
                }),
                lies("asked for much, it gives nothing", download -> download.giver(0)),
                lies("rejects all", download -> {
                    ScriptedPeer peer = download.giver(0);
                    PeerMessage.Request request = (PeerMessage.Request) peer.hear(MessageType.REQUEST);
                    for (int i = 0; i < 50; i++) {
                        peer.say(new PeerMessage.Reject(request.piece(), request.begin(), request.length()));
                    }
                }),
                lies("blocks of other lengths", download -> {
                    ScriptedPeer peer = download.giver(0);
                    PeerMessage.Request request = (PeerMessage.Request) peer.hear(MessageType.REQUEST);
                    peer.say(new PeerMessage.Piece(request.piece(), request.begin(), ByteBuffer.allocate(100)));
                    assertThat(peer.isHungUp()).isTrue();
                }),
                lies(
                        "flapping while it is asked",
                        download -> download.guest(0).says(PeerMessage.HAVE_ALL).repeats(5_000, PeerMessage.UNCHOKE)),
                lies(
                        "has all, and says so again in haves",
                        download ->
                                download.guest(0).says(PeerMessage.HAVE_ALL).repeats(50_000, new PeerMessage.Have(2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("againstADownload")
    void aDownloadEndsAllTheSame(String what, Lies lies) throws Exception {
        Download download = new Download();
        try {
            lies.in(download);

            try (ScriptedPeer giver = download.giver(9)) {
                giver.serve(download.sample);
            }
            assertThat(download.session.awaitSettled(Duration.ofMinutes(3))).isTrue();
            assertThat(download.session.contentPath()).hasBinaryContent(download.sample.bytes());
            isServed(resident);
        } finally {
            client.remove(download.session);
        }
    }
}
