package starling.peer.policy;

import java.util.EnumSet;
import java.util.Set;
import starling.wire.MessageType;

/**
 * How often a peer may say what makes us look at all other peers or all pieces. Far more than any peer has reason to, and
 * far less than would keep us from serving the others.
 */
public final class MessageBudget {
    static final int BURST = 2_000;
    static final int EACH_SECOND = 50;

    private static final Set<MessageType> COSTLY = EnumSet.of(
            MessageType.CHOKE,
            MessageType.UNCHOKE,
            MessageType.INTERESTED,
            MessageType.NOT_INTERESTED,
            MessageType.BITFIELD,
            MessageType.ALLOWED_FAST,
            MessageType.EXTENDED);

    private double left = BURST;
    private long lastNanos;

    public MessageBudget(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** Whether the peer may say this now. */
    public boolean take(MessageType type, long nowNanos) {
        if (!COSTLY.contains(type)) {
            return true;
        }
        left = Math.min(BURST, left + (nowNanos - lastNanos) / 1e9 * EACH_SECOND) - 1;
        lastNanos = nowNanos;
        return left >= 0;
    }
}
