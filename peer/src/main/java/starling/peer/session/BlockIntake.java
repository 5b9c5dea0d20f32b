package starling.peer.session;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceDigest;
import starling.metainfo.PieceLayout;
import starling.peer.policy.PartialPiece;
import starling.peer.storage.ContentFiles;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/**
 * The way of a block to disk, on the thread that read it and without the torrent's lock: written where it belongs, and
 * its piece hashed once that is whole. What is claimed, counted and asked next, the {@link Exchange} says.
 */
final class BlockIntake {
    private static final Logger log = LoggerFactory.getLogger(BlockIntake.class);

    private final Exchange exchange;
    private final Metainfo metainfo;
    private final PieceLayout layout;
    private final ContentFiles content;
    private final Exchange.Listener listener;
    private final ConcurrentLinkedQueue<PieceDigest> digests = new ConcurrentLinkedQueue<>();

    BlockIntake(Exchange exchange, Metainfo metainfo, ContentFiles content, Exchange.Listener listener) {
        this.exchange = exchange;
        this.metainfo = metainfo;
        this.layout = metainfo.layout();
        this.content = content;
        this.listener = listener;
    }

    /** Takes the blocks in. */
    void received(PeerConnection from, BlockBatch batch) throws WireException {
        exchange.claim(from, batch);
        int written = 0;
        try {
            for (; written < batch.size; written++) {
                if (batch.pieces[written] != null) {
                    PeerMessage.Piece block = batch.blocks[written];
                    content.write(layout.pieceOffset(block.piece()) + block.begin(), block.data());
                }
            }
        } catch (IOException failed) {
            exchange.unclaim(batch, written);
            listener.storageFailed(failed);
            return;
        }
        for (PartialPiece whole : exchange.count(from, batch)) {
            verify(whole);
        }
    }

    private void verify(PartialPiece whole) {
        PieceDigest digest = Optional.ofNullable(digests.poll()).orElseGet(PieceDigest::new);
        boolean matches;
        try {
            matches = metainfo.pieceMatches(whole.piece(), digest.hash(content, layout, whole.piece()));
        } catch (IOException failed) {
            exchange.failed(whole);
            listener.storageFailed(failed);
            return;
        } finally {
            digests.offer(digest);
        }
        if (matches) {
            if (exchange.verified(whole)) {
                listener.completed();
            }
            return;
        }
        Set<PeerConnection> senders = exchange.failed(whole);
        log.warn("{}: piece {} does not match its hash", metainfo.name(), whole.piece());
        if (whole.contributors().size() == 1) {
            senders.forEach(listener::liar);
        }
    }
}
