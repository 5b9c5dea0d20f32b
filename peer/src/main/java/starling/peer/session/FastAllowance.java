package starling.peer.session;

import java.util.HashSet;
import java.util.Set;
import starling.metainfo.Metainfo;
import starling.peer.policy.AllowedFastSet;
import starling.peer.policy.PiecePicker;
import starling.wire.PeerMessage;

/** What one peer that has little to trade yet may have of us while it is choked (BEP 6). Under the torrent's lock. */
final class FastAllowance {
    /** How often the pieces of the set are given: once, and once more for what got lost. */
    private static final int TIMES = 2;

    private final Set<Integer> pieces = new HashSet<>();
    private long bytesLeft;

    /** Offers a peer that knows the fast extension, and has few pieces, what we have of its set. */
    void offer(PeerConnection to, Metainfo metainfo, PiecePicker picker, Suggestions suggestions) {
        if (!to.fastExtension() || to.pieces.count() >= AllowedFastSet.SIZE) {
            return;
        }
        Set<Integer> set = AllowedFastSet.of(
                to.link().remote().address().getAddress(),
                metainfo.infoHash(),
                metainfo.layout().pieceCount(),
                AllowedFastSet.SIZE);
        for (int piece : set) {
            if (picker.has(piece) && !to.pieces.has(piece) && suggestions.allow(to, piece)) {
                pieces.add(piece);
                bytesLeft += (long) TIMES * metainfo.layout().pieceLength(piece);
                to.out.allow(piece);
                to.out.add(new PeerMessage.AllowedFast(piece));
            }
        }
    }

    /** Whether a choked peer may have the block. It counts as given. */
    boolean take(PeerConnection to, PeerMessage.Request request) {
        boolean granted = pieces.contains(request.piece())
                && to.pieces.count() <= AllowedFastSet.SIZE
                && request.length() <= bytesLeft;
        bytesLeft -= granted ? request.length() : 0;
        return granted;
    }
}
