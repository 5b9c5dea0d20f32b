package starling.peer.dht;

import java.nio.ByteBuffer;
import java.time.Duration;
import starling.announce.Endpoint;
import starling.peer.discovery.Addresses;

/**
 * How many bytes of answers anyone gets from us, so that nobody who writes another's address into a question can have us
 * flood that address. Each owner of addresses falls into one of many slots, so that the memory is the same whoever asks;
 * a slot holds the time until which what was sent is paid for.
 */
final class AnswerQuota {
    private static final int SLOTS = 1 << 12;

    private final long[] paidUntilNanos = new long[SLOTS];
    private final long startNanos;
    private final int seed;
    private final long byteNanos;
    private final long burstNanos;

    /**
     * @param bytesPerSecond to one owner, on average
     * @param burst how long an owner's silence counts
     * @param seed unforeseeable, so that nobody can choose the slot of another
     */
    AnswerQuota(int bytesPerSecond, Duration burst, int seed, long nowNanos) {
        this.byteNanos = Duration.ofSeconds(1).toNanos() / bytesPerSecond;
        this.burstNanos = burst.toNanos();
        this.seed = seed;
        this.startNanos = nowNanos;
    }

    /** Whether the owner of an address may be sent so many bytes now; counts them where it may. */
    boolean allows(Endpoint to, int bytes, long nowNanos) {
        ByteBuffer owner = Addresses.owner(to);
        int hash = seed;
        while (owner.hasRemaining()) {
            hash = (hash ^ owner.get()) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        int slot = hash & SLOTS - 1;
        long now = nowNanos - startNanos;
        long next = Math.max(paidUntilNanos[slot], now) + bytes * byteNanos;
        if (next - now > burstNanos) {
            return false;
        }
        paidUntilNanos[slot] = next;
        return true;
    }
}
