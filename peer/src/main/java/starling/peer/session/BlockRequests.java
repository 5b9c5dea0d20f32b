package starling.peer.session;

import java.util.List;
import starling.metainfo.PieceLayout;
import starling.peer.policy.PartialPiece;
import starling.peer.policy.PeerPieces;
import starling.peer.policy.PiecePicker;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/** Asks peers for what the picker chose, and takes back what is no longer wanted. Under the torrent's lock. */
final class BlockRequests {
    /** Twice the longest queue that a peer may say it keeps: a choke rejects all of it. */
    private static final int MAX_REJECTS = 20_000;

    /** For how long, at the rate that may come in, is asked for in advance where that is limited. */
    private static final int AHEAD_SECONDS = 2;

    private static final int LEAST_AHEAD = 2;
    private static final int PARTS_ASKED_AT_ONCE = 4;

    private final PieceLayout layout;
    private final PiecePicker picker;
    private final List<PeerConnection> connections;
    private final RateLimiter download;
    private final FilesAhead ahead;
    private final int[] chosen = new int[3 * OutgoingQueue.MAX_BLOCKS];
    private int pieceAsked = -1;

    /** @param connections of the torrent, as they are at each moment */
    BlockRequests(
            PieceLayout layout,
            PiecePicker picker,
            List<PeerConnection> connections,
            RateLimiter download,
            FilesAhead ahead) {
        this.download = download;
        this.ahead = ahead;
        this.layout = layout;
        this.picker = picker;
        this.connections = connections;
    }

    /**
     * Keeps as many requests with the peer as its rate asks for, and with all together as may come in. They are asked for
     * a quarter at a time, so that neither end is woken for each.
     */
    void ask(PeerConnection to) {
        int depth = to.snubbed ? 1 : to.depth.depth();
        int unused = depth - to.pieces.requests().size();
        if (!to.amInterested || PARTS_ASKED_AT_ONCE * unused < depth) {
            return;
        }
        int room = Math.min(unused, roomForAll());
        if (room <= 0) {
            return;
        }
        boolean idle = to.pieces.requests().isEmpty();
        int[] next = {0};
        picker.pick(to.pieces, Math.min(room, chosen.length / 3), (piece, block) -> {
            chosen[next[0]++] = piece.piece();
            chosen[next[0]++] = block * PieceLayout.BLOCK_LENGTH;
            chosen[next[0]++] = layout.blockLength(piece.piece(), block);
            if (piece.piece() != pieceAsked) {
                pieceAsked = piece.piece();
                ahead.asked(pieceAsked);
            }
        });
        if (next[0] > 0) {
            if (idle) {
                to.askedSinceNanos = System.nanoTime();
                to.depth.askedIdle(to.askedSinceNanos);
                to.pieces.forgetRate();
            }
            to.out.addRequests(chosen, next[0]);
        }
    }

    private int roomForAll() {
        long limit = download.effectiveBytesPerSecond();
        if (limit == 0) {
            return Integer.MAX_VALUE;
        }
        long asked = 0;
        for (PeerConnection connection : connections) {
            asked += connection.snubbed ? 0 : connection.pieces.requests().size();
        }
        return (int) Math.max(0, LEAST_AHEAD + AHEAD_SECONDS * limit / PieceLayout.BLOCK_LENGTH - asked);
    }

    /** Blocks came free: whoever has room is asked. */
    void askAll() {
        connections.forEach(this::ask);
    }

    /**
     * The peer will not answer a request (BEP 6); the others are asked. One that was never made, or that was taken back in
     * the meantime, changes nothing.
     */
    void rejected(PeerConnection from, PeerMessage.Reject reject) throws WireException {
        if (!layout.isBlock(reject.piece(), reject.begin(), reject.length())) {
            throw new WireException("reject out of bounds");
        }
        if (++from.rejectsSinceBlock > MAX_REJECTS) {
            throw new WireException("rejects everything");
        }
        if (from.pieces.isChoking()) {
            from.pieces.disallow(reject.piece());
        }
        if (picker.release(from.pieces, reject.piece(), reject.begin() / PieceLayout.BLOCK_LENGTH)) {
            for (PeerConnection other : connections) {
                if (other != from) {
                    ask(other);
                }
            }
        }
    }

    /** The block is there: whoever else was asked for it need not send it. */
    void cancel(int piece, int block) {
        for (PeerConnection other : connections) {
            if (picker.release(other.pieces, piece, block)) {
                other.out.add(cancelOf(piece, block));
                ask(other);
            }
        }
    }

    /** The peer went quiet: what it was asked for is free for the others. */
    void takeBack(PeerConnection from) {
        picker.release(from.pieces, (piece, block) -> from.out.add(cancelOf(piece.piece(), block)));
    }

    /** The block is not wanted any more. */
    void cancelled(PeerPieces from, PartialPiece piece, int block) {
        for (PeerConnection connection : connections) {
            if (connection.pieces == from) {
                connection.out.add(cancelOf(piece.piece(), block));
            }
        }
    }

    private PeerMessage cancelOf(int piece, int block) {
        return new PeerMessage.Cancel(piece, block * PieceLayout.BLOCK_LENGTH, layout.blockLength(piece, block));
    }
}
