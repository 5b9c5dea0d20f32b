package starling.peer.session;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import starling.peer.policy.RequestDepth;
import starling.wire.ExtendedHandshake;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/** The extension protocol (BEP 10): what we say of ourselves, and what is made of what others say. */
final class ExtendedMessages {
    private ExtendedMessages() {}

    /** Our own handshake. */
    static PeerMessage greeting(String program, int listenPort) {
        return new ExtendedHandshake(
                        Map.of(),
                        Optional.of(program),
                        OptionalInt.of(listenPort),
                        OptionalInt.of(OutgoingQueue.MAX_BLOCKS))
                .message();
    }

    /** Under the torrent's lock. */
    static void received(PeerConnection from, PeerMessage.Extended message) throws WireException {
        if (message.id() != ExtendedHandshake.ID) {
            return;
        }
        ExtendedHandshake handshake = ExtendedHandshake.read(message.payload());
        from.program = handshake.version();
        if (handshake.requestQueue().isPresent()) {
            from.depth = new RequestDepth(handshake.requestQueue().getAsInt());
        }
    }
}
