package starling.peer.session;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceDigest;
import starling.peer.storage.ContentFiles;

/**
 * Where the pieces of all torrents are hashed as they become whole: beside the connections, so that those read on, for as
 * long as few pieces wait; by who brings one, otherwise, so that nobody receives what nobody has time to hash.
 */
final class Verification {
    private static final int MOST_WAITING = 8;
    private static final int MOST_SPARE = 32;

    private final ThreadPoolExecutor threads;
    private final Deque<PieceDigest> spare = new ArrayDeque<>();

    Verification(int most, ThreadFactory factory) {
        threads = new ThreadPoolExecutor(
                most,
                most,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                factory,
                (task, full) -> task.run());
    }

    /** Runs it soon, or before it returns. */
    void run(Runnable task) {
        threads.execute(task);
    }

    /** Whether the piece on disk is what the torrent says. */
    boolean matches(Metainfo metainfo, ContentFiles content, int piece) throws IOException {
        PieceDigest digest = take();
        try {
            return metainfo.pieceMatches(piece, digest.hash(content, metainfo.layout(), piece));
        } finally {
            give(digest);
        }
    }

    private synchronized PieceDigest take() {
        PieceDigest digest = spare.poll();
        return digest == null ? new PieceDigest() : digest;
    }

    private synchronized void give(PieceDigest digest) {
        if (spare.size() < MOST_SPARE) {
            spare.push(digest);
        }
    }

    /** Those that wait are hashed still. */
    void close() {
        threads.shutdown();
    }
}
