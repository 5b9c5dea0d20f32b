package starling.peer.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceDigest;
import starling.metainfo.PieceLayout;
import starling.peer.policy.Blame;
import starling.peer.policy.LogQuota;
import starling.peer.policy.PartialPiece;
import starling.peer.storage.ContentFiles;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/**
 * The way of a block to disk, on the thread that read it and without the torrent's lock: written where it belongs, and
 * its piece hashed once that is whole. What is claimed, counted and asked next, {@link BlockClaims} says.
 */
final class BlockIntake {
    private static final Logger log = LoggerFactory.getLogger(BlockIntake.class);

    private final BlockClaims claims;
    private final Metainfo metainfo;
    private final PieceLayout layout;
    private final ContentFiles content;
    private final Forcing forcing;
    private final Exchange.Listener listener;
    private final RunningDigests<PartialPiece> digests = new RunningDigests<>();
    private final Blame<Sender> blame = new Blame<>();
    private final LogQuota<InfoHash> quota = new LogQuota<>();

    BlockIntake(
            BlockClaims claims, Metainfo metainfo, ContentFiles content, Forcing forcing, Exchange.Listener listener) {
        this.claims = claims;
        this.metainfo = metainfo;
        this.layout = metainfo.layout();
        this.content = content;
        this.forcing = forcing;
        this.listener = listener;
    }

    /** Takes the blocks in. What was claimed and not counted is claimed for good, so that the torrent has to begin anew. */
    void received(PeerConnection from, BlockBatch batch) throws WireException {
        try {
            claims.claim(from, batch);
            takeIn(from, batch);
        } catch (RuntimeException | Error fault) {
            listener.failed(fault);
        }
    }

    private void takeIn(PeerConnection from, BlockBatch batch) {
        Optional<ByteBuffer> lent = from.buffers().take();
        IOException failure;
        try {
            failure = write(batch, lent.orElseGet(() -> ByteBuffer.allocateDirect(PieceLayout.BLOCK_LENGTH)));
        } finally {
            lent.ifPresent(from.buffers()::give);
        }
        for (PartialPiece whole : claims.count(from, batch)) {
            verify(whole);
        }
        if (failure == null) {
            forcing.written();
        } else {
            listener.failed(failure);
        }
    }

    /** What the disk did not take is missing again, and stands no longer in the batch; why, or null. */
    private IOException write(BlockBatch batch, ByteBuffer run) {
        int written = 0;
        try {
            while (written < batch.size) {
                int end = batch.endOfRun(written, run.capacity());
                if (batch.pieces[written] != null) {
                    write(batch, written, end, run);
                }
                written = end;
            }
            return null;
        } catch (IOException failed) {
            claims.unclaim(batch, written);
            return failed;
        }
    }

    /** Blocks that follow one another go to disk as one. */
    private void write(BlockBatch batch, int first, int end, ByteBuffer run) throws IOException {
        PeerMessage.Piece block = batch.blocks[first];
        long offset = layout.pieceOffset(block.piece()) + block.begin();
        ByteBuffer bytes = block.data();
        if (end - first > 1) {
            bytes = run.clear();
            for (int i = first; i < end; i++) {
                bytes.put(batch.blocks[i].data());
            }
            bytes.flip();
        }
        int from = bytes.position();
        int length = bytes.remaining();
        content.write(offset, bytes);
        digests.written(batch.pieces[first], block.begin(), bytes, from, length);
    }

    private void verify(PartialPiece whole) {
        PieceDigest digest = digests.take(whole);
        try {
            if (metainfo.pieceMatches(whole.piece(), digest.finish(content, layout, whole.piece()))) {
                matched(whole);
            } else {
                failed(whole);
            }
        } catch (IOException failed) {
            claims.failed(whole, false);
            listener.failed(failed);
        } finally {
            digests.give(digest);
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
        if (inDoubt) {
            // Before the piece is asked for again, lest what is to be judged is written over.
            List<byte[]> blocks = blockDigests(whole.piece());
            synchronized (blame) {
                blame.failed(whole.piece(), blocks, senders);
            }
        }
        if (!inDoubt) {
            // Banned before the piece is asked for again, lest it is asked of the liar.
            senders.stream().filter(Objects::nonNull).distinct().forEach(listener::liar);
        }
        claims.failed(whole, inDoubt);
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
