package starling.peer.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import starling.metainfo.PieceLayout;
import starling.peer.storage.ContentFiles;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/**
 * The way of a block to disk, on the thread that read it and without the torrent's lock: written where it belongs, and
 * its piece verified once that is whole ({@link PieceVerifier}). What is claimed, counted and asked next, {@link BlockClaims}
 * says.
 */
final class BlockIntake {
    private final BlockClaims claims;
    private final PieceLayout layout;
    private final ContentFiles content;
    private final PieceVerifier verifier;
    private final Forcing forcing;
    private final Exchange.Listener listener;

    BlockIntake(
            BlockClaims claims,
            PieceLayout layout,
            ContentFiles content,
            PieceVerifier verifier,
            Forcing forcing,
            Exchange.Listener listener) {
        this.claims = claims;
        this.layout = layout;
        this.content = content;
        this.verifier = verifier;
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
        claims.count(from, batch).forEach(verifier::whole);
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
        content.write(offset, bytes);
    }
}
