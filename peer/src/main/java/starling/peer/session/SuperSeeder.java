package starling.peer.session;

import java.util.List;
import starling.metainfo.PieceLayout;
import starling.peer.policy.PeerPieces;
import starling.peer.policy.PiecePicker;
import starling.peer.policy.SuperSeeding;
import starling.wire.PeerMessage;

/** Carries out super-seeding (BEP 16) while it is on. Under the torrent's lock. */
final class SuperSeeder {
    /** Up to so many pieces the end of it is told in haves; of more the peers are hung up on, and call again. */
    private static final int MOST_HAVES = 20_000;

    private final PieceLayout layout;
    private final PiecePicker picker;
    private final List<PeerConnection> connections;
    private SuperSeeding policy;

    /** @param connections of the torrent, as they are at each moment */
    SuperSeeder(PieceLayout layout, PiecePicker picker, List<PeerConnection> connections) {
        this.layout = layout;
        this.picker = picker;
        this.connections = connections;
    }

    boolean isOn() {
        return policy != null;
    }

    void begin(long nowNanos) {
        policy = new SuperSeeding(layout.pieceCount(), nowNanos);
    }

    /** A peer said what it has. */
    void joined(PeerConnection peer) {
        if (isOn()) {
            policy.joined(peer.pieces);
            showDue(System.nanoTime());
        }
    }

    void left(PeerConnection peer) {
        if (isOn()) {
            policy.left(peer.pieces);
        }
    }

    /** A peer has a piece more. */
    void have(PeerConnection peer) {
        if (isOn()) {
            policy.joined(peer.pieces);
            policy.have(System.nanoTime());
            showDue(System.nanoTime());
        }
    }

    /** Once a second. One that says nothing of what it has, has nothing. */
    void tick(long nowNanos) {
        if (isOn()) {
            connections.forEach(connection -> policy.joined(connection.pieces));
            showDue(nowNanos);
        }
    }

    /** Whether the peer may ask for the piece, as far as this goes. */
    boolean isShown(PeerConnection peer, int piece) {
        return !isOn() || policy.isShown(peer.pieces, piece);
    }

    private void showDue(long nowNanos) {
        for (PeerPieces due : policy.due(nowNanos)) {
            int piece = policy.show(due, picker::owners, nowNanos);
            if (piece >= 0) {
                connections.stream().filter(peer -> peer.pieces == due).forEach(peer -> show(peer, piece));
            }
        }
    }

    private static void show(PeerConnection peer, int piece) {
        peer.out.add(new PeerMessage.Have(piece));
        if (peer.fastExtension()) {
            peer.out.add(new PeerMessage.Suggest(piece));
        }
    }

    /** Another seed is there: all is shown to all. */
    void end() {
        if (!isOn()) {
            return;
        }
        for (PeerConnection peer : connections) {
            if (layout.pieceCount() > MOST_HAVES) {
                peer.close();
                continue;
            }
            for (int piece = 0; piece < layout.pieceCount(); piece++) {
                if (!policy.isShown(peer.pieces, piece) && !peer.pieces.has(piece)) {
                    peer.out.add(new PeerMessage.Have(piece));
                }
            }
        }
        policy = null;
    }
}
