package starling.peer.session;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceDigest;
import starling.peer.storage.ContentFiles;

/**
 * Where the pieces of all torrents are hashed as they become whole: beside the connections, so that those read on, where a
 * thread is free; by who brings one, otherwise, so that nobody receives what nobody has time to hash, and nobody waits for
 * a disk that is not his.
 */
final class Verification {
    private static final int MOST_THREADS = 4;
    private static final int MOST_SPARE = 32;

    private final ThreadPoolExecutor threads;
    private final Deque<PieceDigest> spare = new ArrayDeque<>();

    /** @param cores one of them is left to who receives */
    Verification(int cores, ThreadFactory factory) {
        int count = Math.max(1, Math.min(cores - 1, MOST_THREADS));
        threads = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), factory, (task, busy) -> task.run());
        threads.prestartAllCoreThreads();
    }

    /** Begins it now, or is through with it when it returns. */
    void run(Runnable task) {
        threads.execute(task);
    }

    /** Whether the piece on disk is what the torrent says. */
    boolean matches(Metainfo metainfo, ContentFiles content, int piece) throws IOException {
        PieceDigest digest = takeSpare();
        if (digest == null) {
            digest = new PieceDigest();
        }
        try {
            return metainfo.pieceMatches(piece, digest.hash(content, metainfo.layout(), piece));
        } finally {
            give(digest);
        }
    }

    private synchronized PieceDigest takeSpare() {
        return spare.poll();
    }

    private synchronized void give(PieceDigest digest) {
        if (spare.size() < MOST_SPARE) {
            spare.push(digest);
        }
    }

    /** What has begun goes on to its end. */
    void close() {
        threads.shutdown();
    }
}
