package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PieceHasherTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    /** Content of which only the first {@code present} bytes are there. */
    private static ContentReader reader(byte[] content, int present) {
        return (offset, target) -> {
            if (offset + target.remaining() > present) {
                target.put(content, (int) offset, (int) Math.max(0, present - offset));
                throw new EOFException("ends at " + present);
            }
            target.put(content, (int) offset, target.remaining());
        };
    }

    private static byte[] sequential(byte[] content, int pieceLength) throws Exception {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        ByteBuffer hashes = ByteBuffer.allocate((content.length + pieceLength - 1) / pieceLength * 20);
        for (int from = 0; from < content.length; from += pieceLength) {
            hashes.put(sha1.digest(Arrays.copyOfRange(content, from, Math.min(content.length, from + pieceLength))));
        }
        return hashes.array();
    }

    private static Metainfo metainfo(byte[] content, PieceLayout layout) throws Exception {
        byte[] torrent = new TorrentBuilder(
                        "x",
                        layout,
                        sequential(content, layout.pieceLengthBytes()),
                        List.of(new FileEntry(List.of("x"), content.length, 0)),
                        true,
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build();
        return MetainfoReader.read(torrent);
    }

    private BitSet verify(byte[] expected, PieceLayout layout, ContentReader found) throws Exception {
        return new PieceHasher(found, layout, pool, 4, length -> {}).verifyAll(metainfo(expected, layout));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 16384, 1",
        "16384, 16384, 2",
        "100000, 16384, 1",
        "100000, 16384, 3",
        "100000, 16384, 100",
        "1000000, 333334, 4",
        "1000000, 65536, 4",
        "1000000, 65537, 4",
        "777, 10, 8",
        "100000, 16384, 0",
        "100000, 16384, -5"
    })
    void hashesAsOneThreadWould(int length, int pieceLength, int threads) throws Exception {
        byte[] content = content(length);
        PieceLayout layout = new PieceLayout(length, pieceLength);
        AtomicLong told = new AtomicLong();

        byte[] hashes = new byte[3 + layout.pieceCount() * InfoHash.LENGTH];
        new PieceHasher(reader(content, length), layout, pool, threads, told::addAndGet).hashInto(hashes, 3);

        assertThat(hashes).startsWith(0, 0, 0).endsWith(sequential(content, pieceLength));
        assertThat(told).hasValue(length);
    }

    @Test
    void startsNoMoreTasksThanThereArePieces() throws Exception {
        AtomicInteger started = new AtomicInteger();
        Executor counting = task -> {
            started.incrementAndGet();
            task.run();
        };

        new PieceHasher(reader(content(30_000), 30_000), new PieceLayout(30_000, 16_384), counting, 64, length -> {})
                .hashInto(new byte[2 * InfoHash.LENGTH], 0);

        assertThat(started).hasValue(2);
    }

    @Test
    void verifiesWhatIsThere() throws Exception {
        byte[] content = content(100_000);
        PieceLayout layout = new PieceLayout(100_000, 16_384);

        assertThat(verify(content, layout, reader(content, 100_000)).cardinality())
                .isEqualTo(layout.pieceCount());
    }

    @Test
    void absentContentIsNoError() throws Exception {
        byte[] content = content(100_000);
        AtomicLong told = new AtomicLong();
        PieceLayout layout = new PieceLayout(100_000, 16_384);

        BitSet verified = new PieceHasher(reader(content, 0), layout, pool, 4, told::addAndGet)
                .verifyAll(metainfo(content, layout));

        assertThat(verified.isEmpty()).isTrue();
        assertThat(told).hasValue(100_000);
    }

    /** Pieces of 200,000 bytes are read in several runs: a piece that ends early must not spoil the digest of the next. */
    @Test
    void contentCutShortKeepsThePiecesBeforeTheCut() throws Exception {
        byte[] content = content(1_000_000);
        PieceLayout layout = new PieceLayout(1_000_000, 200_000);
        BitSet expected = new BitSet();
        expected.set(0, 2);

        assertThat(verify(content, layout, reader(content, 599_999))).isEqualTo(expected);
    }

    @Test
    void aHoleInTheMiddleLosesItsPieceAlone() throws Exception {
        byte[] content = content(1_000_000);
        PieceLayout layout = new PieceLayout(1_000_000, 200_000);
        ContentReader holed = (offset, target) -> {
            if (offset <= 350_000 && offset + target.remaining() > 350_000) {
                throw new EOFException("a hole");
            }
            target.put(content, (int) offset, target.remaining());
        };
        BitSet expected = new BitSet();
        expected.set(0, 5);
        expected.clear(1);

        BitSet verified =
                new PieceHasher(holed, layout, Runnable::run, 1, length -> {}).verifyAll(metainfo(content, layout));

        assertThat(verified).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16_383, 16_384, 99_999})
    void aFlippedBitLosesItsPieceAlone(int at) throws Exception {
        byte[] content = content(100_000);
        byte[] corrupt = content.clone();
        corrupt[at] ^= 1;
        PieceLayout layout = new PieceLayout(100_000, 16_384);
        BitSet expected = new BitSet();
        expected.set(0, layout.pieceCount());
        expected.clear(layout.pieceAt(at));

        assertThat(verify(content, layout, reader(corrupt, 100_000))).isEqualTo(expected);
    }

    @Test
    void errorsComeOutAsTheyWereThrown() throws Exception {
        PieceLayout layout = new PieceLayout(1_000_000, 16_384);
        Metainfo metainfo = metainfo(content(1_000_000), layout);
        for (Throwable thrown : new Throwable[] {
            new IOException("the disk is gone"), new IllegalStateException("a fault"), new StackOverflowError()
        }) {
            PieceHasher hasher = new PieceHasher(
                    (offset, target) -> {
                        if (thrown instanceof IOException failure) {
                            throw failure;
                        }
                        if (thrown instanceof Error failure) {
                            throw failure;
                        }
                        throw (RuntimeException) thrown;
                    },
                    layout,
                    pool,
                    4,
                    length -> {});

            assertThatThrownBy(() -> hasher.hashInto(new byte[2_000 * InfoHash.LENGTH], 0))
                    .isSameAs(thrown);
            assertThatThrownBy(() -> hasher.verifyAll(metainfo)).isSameAs(thrown);
        }
    }

    @Test
    void hashingContentThatIsCutShortIsAnError() {
        PieceHasher hasher = new PieceHasher(
                reader(content(100_000), 99_999), new PieceLayout(100_000, 16_384), pool, 2, length -> {});

        assertThatThrownBy(() -> hasher.hashInto(new byte[2_000 * InfoHash.LENGTH], 0))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void whatTheListenerThrowsEndsTheWork() {
        AtomicInteger reads = new AtomicInteger();
        PieceHasher hasher = new PieceHasher(
                (offset, target) -> {
                    reads.incrementAndGet();
                    target.position(target.limit());
                },
                new PieceLayout(1_000_000, 10_000),
                Runnable::run,
                1,
                length -> {
                    throw new IllegalStateException("cancelled");
                });

        assertThatThrownBy(() -> hasher.hashInto(new byte[2_000 * InfoHash.LENGTH], 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cancelled");
        assertThat(reads).hasValue(1);
    }

    @Test
    void anExecutorThatTakesNoMoreEndsTheWorkThatStarted() throws Exception {
        AtomicInteger offered = new AtomicInteger();
        CountDownLatch rejected = new CountDownLatch(1);
        Executor full = task -> {
            if (offered.incrementAndGet() > 2) {
                rejected.countDown();
                throw new RejectedExecutionException("full");
            }
            pool.execute(task);
        };
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger readsAfterClose = new AtomicInteger();
        ContentReader content = (offset, target) -> {
            try {
                rejected.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            if (closed.get()) {
                readsAfterClose.incrementAndGet();
            }
            target.position(target.limit());
        };
        PieceHasher hasher = new PieceHasher(content, new PieceLayout(50_000_000, 50_000), full, 4, length -> {});

        assertThatThrownBy(() -> hasher.hashInto(new byte[2_000 * InfoHash.LENGTH], 0))
                .isInstanceOf(RejectedExecutionException.class);
        closed.set(true);
        pool.shutdown();

        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(readsAfterClose).hasValue(0);
    }
}
