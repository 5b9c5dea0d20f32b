package starling.tracker.udp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Connection ids (BEP 15): whoever shows one has received it at the address it speaks from, so that no one can have the
 * tracker flood a third party, or put its address into a swarm. Nothing is remembered: an id holds the low bits of the
 * time it was made at, and a keyed hash of the whole time and the address, cut to the bits that are left. With 52 of
 * them, guessing one within its two minutes takes more datagrams than a network carries.
 *
 * <p>For one thread; {@link #another} makes one more with the same key.
 */
public final class ConnectionIds {
    /** How long an id is good for. */
    public static final Duration LIFETIME = Duration.ofMinutes(2);

    private static final long SLOT_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LIFETIME_SLOTS = LIFETIME.toNanos() / SLOT_NANOS;

    /** 409 s until the same bits stand for another slot: well more than a lifetime. */
    private static final int SLOT_BITS = 12;

    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;
    private static final int IPV4_BYTES = 4;

    /** Time and address, each address in 16 bytes. */
    private static final long HASHED_BYTES = 24;

    private static final long LAST_WORD = HASHED_BYTES << 56;

    private final byte[] key;
    private final SipHash hash;
    private final long startNanos;
    private final LongSupplier nanos;

    private ConnectionIds(byte[] key, long startNanos, LongSupplier nanos) {
        this.key = key;
        this.hash = new SipHash(key);
        this.startNanos = startNanos;
        this.nanos = nanos;
    }

    /**
     * With a key of its own.
     *
     * @param nanos a steady clock, as {@link System#nanoTime}: setting the time must not revive what has ended
     */
    public ConnectionIds(SecureRandom random, LongSupplier nanos) {
        this(SipHash.newKey(random), nanos.getAsLong(), nanos);
    }

    /** For another thread; each takes the ids that the other gives. */
    ConnectionIds another() {
        return new ConnectionIds(key, startNanos, nanos);
    }

    /** A new id for that address. */
    long give(InetAddress source) {
        return id(slot(), source);
    }

    /** Whether the id was given to that address, in the last two minutes. */
    boolean isGood(long id, InetAddress source) {
        long now = slot();
        long age = now - id & SLOT_MASK;
        // one difference alone tells, whichever bits differ: how far a guess is right cannot be timed
        return age < LIFETIME_SLOTS && age <= now && (id(now - age, source) ^ id) == 0;
    }

    private long slot() {
        return (nanos.getAsLong() - startNanos) / SLOT_NANOS;
    }

    private long id(long slot, InetAddress source) {
        ByteBuffer address = ByteBuffer.wrap(source.getAddress());
        boolean ipv4 = address.remaining() == IPV4_BYTES;
        // no IPv6 address begins like this: what maps an IPv4 address is one to the runtime
        long high = ipv4 ? 0 : address.getLong();
        long low = ipv4 ? 0xffff_0000_0000L | address.getInt() & 0xffff_ffffL : address.getLong();
        long hashed = hash.begin().add(slot).add(high).add(low).add(LAST_WORD).end();
        return hashed & ~SLOT_MASK | slot & SLOT_MASK;
    }
}
