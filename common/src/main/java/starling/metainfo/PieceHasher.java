package starling.metainfo;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** Hashes all pieces of a content on several threads. */
public final class PieceHasher {
    private final ContentReader content;
    private final PieceLayout layout;
    private final Executor executor;
    private final int threads;
    private final LongConsumer hashedBytes;

    /**
     * @param threads how many tasks the executor is given, each hashing piece after piece
     * @param hashedBytes told the length of each piece once it is done, from any of the threads; what it throws ends
     *     the work
     */
    public PieceHasher(
            ContentReader content, PieceLayout layout, Executor executor, int threads, LongConsumer hashedBytes) {
        this.content = content;
        this.layout = layout;
        this.executor = executor;
        this.threads = Math.max(1, Math.min(threads, layout.pieceCount()));
        this.hashedBytes = hashedBytes;
    }

    private interface PieceTask {
        void run(int index, PieceDigest digest) throws IOException;
    }

    /** Writes the SHA-1 of every piece, 20 bytes each, in order, from {@code offset} on. */
    public void hashInto(byte[] target, int offset) throws IOException {
        forEachPiece(layout.pieceCount(), (piece, digest) -> {
            byte[] hash = digest.hash(content, layout, piece);
            System.arraycopy(hash, 0, target, offset + piece * InfoHash.LENGTH, hash.length);
            hashedBytes.accept(layout.pieceLength(piece));
        });
    }

    /** The pieces that are there and match; absent and short files are no error. */
    public BitSet verifyAll(Metainfo metainfo) throws IOException {
        BitSet all = new BitSet(layout.pieceCount());
        all.set(0, layout.pieceCount());
        return verify(metainfo, all);
    }

    /** Those of the pieces that are there and match. */
    public BitSet verify(Metainfo metainfo, BitSet pieces) throws IOException {
        int[] numbers = pieces.stream().toArray();
        BitSet verified = new BitSet(layout.pieceCount());
        forEachPiece(numbers.length, (index, digest) -> {
            int piece = numbers[index];
            boolean matches;
            try {
                matches = metainfo.pieceMatches(piece, digest.hash(content, layout, piece));
            } catch (EOFException notThere) {
                matches = false;
            }
            if (matches) {
                synchronized (verified) {
                    verified.set(piece);
                }
            }
            hashedBytes.accept(layout.pieceLength(piece));
        });
        return verified;
    }

    private void forEachPiece(int count, PieceTask task) throws IOException {
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> workers = new ArrayList<>(threads);
        try {
            while (workers.size() < threads) {
                workers.add(CompletableFuture.runAsync(() -> work(next, count, task), executor));
            }
        } finally {
            // Where the executor takes no more, the workers that did start still end before the content is closed.
            if (workers.size() < threads) {
                next.set(count);
            }
            join(workers);
        }
    }

    private static void join(List<CompletableFuture<Void>> workers) throws IOException {
        try {
            CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private void work(AtomicInteger next, int count, PieceTask task) {
        PieceDigest digest = new PieceDigest();
        boolean done = false;
        try {
            for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                task.run(index, digest);
            }
            done = true;
        } catch (IOException failed) {
            throw new CompletionException(failed);
        } finally {
            if (!done) {
                next.set(count);
            }
        }
    }
}
