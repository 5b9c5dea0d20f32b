package starling.peer.session;

import java.util.List;
import java.util.random.RandomGenerator;
import starling.metainfo.PieceLayout;
import starling.peer.policy.FreshPieces;
import starling.peer.policy.PiecePicker;
import starling.wire.PeerMessage;

/** Suggests to each peer, while we have everything, what nobody else was given (BEP 6). Under the torrent's lock. */
final class Suggestions {
    private final PiecePicker picker;
    private final SuperSeeder superSeeder;
    private final FreshPieces policy;

    Suggestions(PieceLayout layout, PiecePicker picker, SuperSeeder superSeeder, RandomGenerator random) {
        this.picker = picker;
        this.superSeeder = superSeeder;
        this.policy = new FreshPieces(layout, random);
    }

    /** A peer may ask from now on, or has asked. */
    void suggest(PeerConnection to) {
        if (to.fastExtension() && picker.isSeed() && !superSeeder.isOn()) {
            for (int piece : policy.suggest(to.pieces, picker::owners)) {
                to.out.add(new PeerMessage.Suggest(piece));
            }
        }
    }

    /** A peer with a slot asked for a block of the piece. */
    void asked(PeerConnection from, int piece) {
        if (picker.isSeed() && policy.asked(from.pieces, piece)) {
            suggest(from);
        }
    }

    /** Whether a choked peer may have the piece. */
    boolean allow(PeerConnection to, int piece) {
        return !picker.isSeed() || policy.allow(to.pieces, piece, picker::owners);
    }

    void had(int piece) {
        policy.had(piece);
    }

    /** A peer said all that it has. */
    void hadAnyOf(PeerConnection peer) {
        policy.hadAnyOf(peer.pieces);
    }

    /** Once a second: what was meant for those that lost their slot is for others. */
    void tick(List<PeerConnection> connections) {
        for (PeerConnection connection : connections) {
            if (connection.amChoking) {
                policy.choked(connection.pieces, picker::owners);
            }
        }
    }

    void left(PeerConnection peer) {
        policy.left(peer.pieces, picker::owners);
    }
}
