package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import starling.wire.MessageType;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/**
 * What a peer said while we did not know the torrent, so that nothing of it made sense yet; bounded. Under the lock of the
 * {@link MetadataExchange}.
 */
final class EarlyWords {
    /** No piece has a greater index: a bitfield of them fills the longest frame that is taken. */
    private static final int MOST_PIECES = 1 << 21;

    private static final int MOST_ALLOWED = 64;

    private PeerMessage pieces;
    private final BitSet haves = new BitSet();
    private final List<PeerMessage> allowed = new ArrayList<>(0);
    private boolean unchoked;
    private boolean interested;

    void add(PeerMessage message) throws WireException {
        switch (message.type()) {
            case BITFIELD -> pieces = copy((PeerMessage.Pieces) message);
            case HAVE_ALL, HAVE_NONE -> pieces = message;
            case HAVE -> {
                int piece = ((PeerMessage.Have) message).piece();
                if (piece < 0 || piece >= MOST_PIECES) {
                    throw new WireException("have of piece " + piece);
                }
                haves.set(piece);
            }
            case CHOKE, UNCHOKE -> unchoked = message.type() == MessageType.UNCHOKE;
            case INTERESTED, NOT_INTERESTED -> interested = message.type() == MessageType.INTERESTED;
            case ALLOWED_FAST -> {
                if (allowed.size() < MOST_ALLOWED) {
                    allowed.add(message);
                }
            }
            default -> {
                // requests of what we cannot have, and what says nothing that lasts
            }
        }
    }

    private static PeerMessage copy(PeerMessage.Pieces message) {
        return new PeerMessage.Pieces(ByteBuffer.allocate(message.bits().remaining())
                .put(message.bits())
                .flip());
    }

    /** What it takes to remember. */
    int heldBytes() {
        return haves.size() / 8
                + (pieces instanceof PeerMessage.Pieces bits ? bits.bits().remaining() : 0);
    }

    /** The messages that would have said the same. */
    List<PeerMessage> messages() {
        List<PeerMessage> messages = new ArrayList<>();
        if (pieces != null) {
            messages.add(pieces);
        }
        haves.stream().forEach(piece -> messages.add(new PeerMessage.Have(piece)));
        messages.addAll(allowed);
        if (interested) {
            messages.add(PeerMessage.INTERESTED);
        }
        if (unchoked) {
            messages.add(PeerMessage.UNCHOKE);
        }
        return messages;
    }
}
