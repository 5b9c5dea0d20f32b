package starling.tracker.admission;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How often each source address may ask: at a steady rate, and for a while at once what it saved up by being silent. An
 * IPv6 network of 64 bits counts as one address, as its owner has all of them. Safe for many threads.
 *
 * <p>The memory is the same however many addresses ask: each falls into one of many slots, by a hash that no one outside
 * can foresee. A slot holds one number, the time until which what was asked so far is paid for.
 */
public final class AddressQuota {
    /** How long an address must have been silent to ask as much as it may at once. */
    public static final Duration BURST = Duration.ofSeconds(10);

    private static final int SLOTS = 1 << 16;
    private static final int NETWORK_BYTES = 8;

    private final AtomicLongArray paidUntilNanos;
    private final long costNanos;
    private final long burstNanos = BURST.toNanos();
    private final LongSupplier nanos;
    private final long startNanos;
    private final int seed = ThreadLocalRandom.current().nextInt();

    private AddressQuota(int slots, int aSecond, LongSupplier nanos) {
        if (aSecond < 1) {
            throw new IllegalArgumentException("a quota is at least one a second");
        }
        this.paidUntilNanos = new AtomicLongArray(slots);
        this.costNanos = Math.max(1, Duration.ofSeconds(1).toNanos() / aSecond);
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    /**
     * @param aSecond how many questions of one address, on average
     * @param nanos a steady clock, as {@link System#nanoTime}
     */
    public static AddressQuota ofEach(int aSecond, LongSupplier nanos) {
        return new AddressQuota(SLOTS, aSecond, nanos);
    }

    /** One quota that all addresses share. */
    public static AddressQuota ofAll(int aSecond, LongSupplier nanos) {
        return new AddressQuota(1, aSecond, nanos);
    }

    /** Whether that address may ask now; counts the question where it may. */
    public boolean allows(InetAddress source) {
        int slot = slot(source);
        while (true) {
            // counted from the start: whatever a clock shows, a fresh slot's zero is not in its future
            long now = nanos.getAsLong() - startNanos;
            long paidUntil = paidUntilNanos.get(slot);
            long next = Math.max(paidUntil, now) + costNanos;
            if (next - now > burstNanos) {
                return false;
            }
            if (paidUntilNanos.compareAndSet(slot, paidUntil, next)) {
                return true;
            }
        }
    }

    /** What all addresses have in common that one owner has: an IPv4 address, or the network of an IPv6 address. */
    public static ByteBuffer owner(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
    }

    private int slot(InetAddress source) {
        ByteBuffer owner = owner(source);
        int hash = seed;
        while (owner.hasRemaining()) {
            hash = (hash ^ owner.get()) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        return hash & paidUntilNanos.length() - 1;
    }
}
