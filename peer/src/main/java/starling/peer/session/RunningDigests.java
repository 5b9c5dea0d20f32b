package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import starling.metainfo.PieceDigest;

/**
 * The digests of pieces that are coming in: a block that follows what is hashed already is hashed on the thread that has
 * just received it and has it in its cache. Whatever came in another order is read again once the piece is whole. Safe
 * for many threads.
 *
 * @param <P> a piece that is coming in, told from others by being another object
 */
final class RunningDigests<P> {
    /** Pieces at once; where there are more, those begun before are read from disk in the end. */
    private static final int MOST = 32;

    private final Map<P, PieceDigest> running = new HashMap<>();
    private final Deque<PieceDigest> spare = new ArrayDeque<>();

    /**
     * A block is written.
     *
     * @param begin of the block in its piece
     * @param from index of its first byte in the buffer, whose position stays
     */
    void written(P piece, int begin, ByteBuffer bytes, int from, int length) {
        PieceDigest digest = of(piece, begin == 0);
        if (digest != null) {
            synchronized (digest) {
                if (digest.addedBytes() == begin) {
                    digest.add(bytes, from, length);
                }
            }
        }
    }

    private synchronized PieceDigest of(P piece, boolean begins) {
        PieceDigest digest = running.get(piece);
        if (digest == null && begins) {
            if (running.size() == MOST) {
                running.clear();
            }
            digest = takeSpare();
            running.put(piece, digest);
        }
        return digest;
    }

    /** The digest of a piece that is whole, as far as it has come; to be finished and given back. */
    synchronized PieceDigest take(P whole) {
        PieceDigest digest = running.remove(whole);
        return digest == null ? takeSpare() : digest;
    }

    private PieceDigest takeSpare() {
        PieceDigest digest = spare.poll();
        return digest == null ? new PieceDigest() : digest;
    }

    synchronized void give(PieceDigest digest) {
        if (spare.size() < MOST) {
            digest.reset();
            spare.push(digest);
        }
    }
}
