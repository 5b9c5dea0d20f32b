package starling.peer.session;

import java.io.IOException;
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
        IOException failure = write(batch);
        claims.count(from, batch).forEach(verifier::whole);
        if (failure == null) {
            forcing.written();
        } else {
            listener.failed(failure);
        }
    }

    /** What the disk did not take is missing again, and stands no longer in the batch; why, or null. */
    private IOException write(BlockBatch batch) {
        int written = 0;
        try {
            while (written < batch.size) {
                int end = batch.endOfRun(written);
                if (batch.pieces[written] != null) {
                    PeerMessage.Piece first = batch.blocks[written];
                    content.write(layout.pieceOffset(first.piece()) + first.begin(), batch.run(written, end));
                }
                written = end;
            }
            return null;
        } catch (IOException failed) {
            claims.unclaim(batch, written);
            return failed;
        }
    }
}
