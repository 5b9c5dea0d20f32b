package starling.peer.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceLayout;
import starling.peer.fault.Faults;
import starling.peer.policy.Blame;
import starling.peer.policy.LogQuota;
import starling.peer.policy.PartialPiece;
import starling.peer.storage.ContentFiles;

/** What becomes of a piece that is whole on disk: hashed, it is ours, or missing again and somebody's fault. */
final class PieceVerifier {
    /** So many may wait for a thread that verifies the torrent's pieces already, while who brings them reads on. */
    static final int MOST_WAITING = 8;

    private static final Logger log = LoggerFactory.getLogger(PieceVerifier.class);

    private final BlockClaims claims;
    private final Metainfo metainfo;
    private final PieceLayout layout;
    private final ContentFiles content;
    private final Verification verification;
    private final Underway underway;
    private final Exchange.Listener listener;
    private final Deque<PartialPiece> waiting = new ArrayDeque<>();
    private int verifying;
    private final Blame<Sender> blame = new Blame<>();
    private final LogQuota<InfoHash> quota = new LogQuota<>();

    /** @param underway is told of pieces that are whole and not verified yet */
    PieceVerifier(
            BlockClaims claims,
            Metainfo metainfo,
            ContentFiles content,
            Verification verification,
            Underway underway,
            Exchange.Listener listener) {
        this.claims = claims;
        this.metainfo = metainfo;
        this.layout = metainfo.layout();
        this.content = content;
        this.verification = verification;
        this.underway = underway;
        this.listener = listener;
    }

    /**
     * The piece is verified soon, or before this returns. It waits only for pieces of its own torrent, and so for no disk
     * but its own.
     */
    void whole(PartialPiece whole) {
        underway.begins();
        synchronized (waiting) {
            waiting.add(whole);
        }
        Thread bringing = Thread.currentThread();
        verification.run(() -> {
            if (Thread.currentThread() != bringing) {
                verifyWaiting();
            } else {
                verifyOneUnlessItMayWait();
            }
        });
    }

    private void verifyWaiting() {
        synchronized (waiting) {
            verifying++;
        }
        for (PartialPiece next = nextOrEnd(); next != null; next = nextOrEnd()) {
            try {
                verify(next);
            } catch (RuntimeException | Error fault) {
                Faults.log("verifying", fault);
            }
        }
    }

    private PartialPiece nextOrEnd() {
        synchronized (waiting) {
            if (waiting.isEmpty()) {
                verifying--;
            }
            return waiting.poll();
        }
    }

    private void verifyOneUnlessItMayWait() {
        PartialPiece one;
        synchronized (waiting) {
            one = verifying > 0 && waiting.size() <= MOST_WAITING ? null : waiting.poll();
        }
        if (one != null) {
            verify(one);
        }
    }

    private void verify(PartialPiece whole) {
        try {
            if (matches(whole)) {
                matched(whole);
            } else {
                failed(whole);
            }
        } catch (IOException | RuntimeException | Error failed) {
            listener.failed(failed);
        } finally {
            underway.ends();
        }
    }

    /** A piece that could not be looked at is missing again. */
    private boolean matches(PartialPiece whole) throws IOException {
        boolean looked = false;
        try {
            boolean matches = verification.matches(metainfo, content, whole.piece());
            looked = true;
            return matches;
        } finally {
            if (!looked) {
                claims.failed(whole, false);
            }
        }
    }

    private void matched(PartialPiece whole) {
        boolean complete = claims.verified(whole);
        findCulprits(whole);
        if (complete) {
            listener.completed();
        }
    }

    private void failed(PartialPiece whole) throws IOException {
        quota.take(metainfo.infoHash(), System.nanoTime())
                .ifPresent(unsaid -> log.warn(
                        "{}: piece {} does not match its hash; {} more since the last line",
                        metainfo.name(),
                        whole.piece(),
                        unsaid));
        List<Sender> senders = claims.senders(whole);
        boolean inDoubt = whole.contributors().size() > 1;
        // Judged before the piece is asked for again, lest it is written over, or asked of the liar.
        try {
            if (inDoubt) {
                List<byte[]> blocks = blockDigests(whole.piece());
                synchronized (blame) {
                    blame.failed(whole.piece(), blocks, senders);
                }
            } else {
                senders.stream().filter(Objects::nonNull).distinct().forEach(listener::liar);
            }
        } finally {
            claims.failed(whole, inDoubt);
        }
    }

    private void findCulprits(PartialPiece whole) {
        synchronized (blame) {
            if (!blame.isSuspect(whole.piece())) {
                return;
            }
        }
        Set<Sender> culprits;
        try {
            List<byte[]> blocks = blockDigests(whole.piece());
            synchronized (blame) {
                culprits = blame.verified(whole.piece(), blocks);
            }
        } catch (IOException unreadable) {
            listener.failed(unreadable);
            return;
        }
        culprits.forEach(listener::liar);
    }

    private List<byte[]> blockDigests(int piece) throws IOException {
        List<byte[]> blocks = new ArrayList<>(layout.blockCount(piece));
        MessageDigest sha1 = InfoHash.sha1();
        ByteBuffer buffer = ByteBuffer.allocate(PieceLayout.BLOCK_LENGTH);
        for (int block = 0; block < layout.blockCount(piece); block++) {
            int length = layout.blockLength(piece, block);
            content.read(
                    layout.pieceOffset(piece) + (long) block * PieceLayout.BLOCK_LENGTH,
                    buffer.clear().limit(length));
            sha1.update(buffer.flip());
            blocks.add(sha1.digest());
        }
        return blocks;
    }
}
