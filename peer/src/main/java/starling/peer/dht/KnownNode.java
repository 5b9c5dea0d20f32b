package starling.peer.dht;

import java.nio.ByteBuffer;
import java.time.Duration;
import starling.krpc.NodeContact;
import starling.peer.discovery.Addresses;

/** A node of the routing table, and how it has behaved. */
final class KnownNode {
    /** A node that was not heard of for so long has to show that it is still there (BEP 5). */
    private static final long GOOD_NANOS = Duration.ofMinutes(15).toNanos();

    private static final int BAD_FAILURES = 3;

    enum Standing {
        /** Has answered us, and was heard of lately. */
        GOOD,
        QUESTIONABLE,
        /** Did not answer several times in a row. */
        BAD
    }

    final NodeContact contact;
    final ByteBuffer owner;

    /** Whether the id belongs to the address (BEP 42). */
    final boolean verified;

    private boolean replied;
    private int failures;
    private long heardNanos;

    /** When it was last asked something, or heard of. */
    long touchedNanos;

    /** @param replied whether it has answered us, rather than is remembered from an earlier run */
    KnownNode(NodeContact contact, boolean replied, long nowNanos) {
        this.contact = contact;
        this.owner = Addresses.owner(contact.endpoint());
        this.verified = SecureNodeId.fits(contact.id(), contact.endpoint().address());
        this.replied = replied;
        this.heardNanos = nowNanos;
        this.touchedNanos = nowNanos;
    }

    void replied(long nowNanos) {
        replied = true;
        failures = 0;
        heardNanos = nowNanos;
        touchedNanos = nowNanos;
    }

    /** It asked something; what it does not answer, that does not make up for. */
    void asked(long nowNanos) {
        heardNanos = nowNanos;
        touchedNanos = nowNanos;
    }

    void failed() {
        failures++;
    }

    Standing standing(long nowNanos) {
        if (failures >= BAD_FAILURES) {
            return Standing.BAD;
        }
        return replied && failures == 0 && nowNanos - heardNanos < GOOD_NANOS ? Standing.GOOD : Standing.QUESTIONABLE;
    }
}
