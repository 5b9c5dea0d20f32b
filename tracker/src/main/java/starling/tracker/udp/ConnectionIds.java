package starling.tracker.udp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int HASH_BYTES = 32;
    private static final long SLOT_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LIFETIME_SLOTS = LIFETIME.toNanos() / SLOT_NANOS;

    /** 409 s until the same bits stand for another slot: well more than a lifetime. */
    private static final int SLOT_BITS = 12;

    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;
    private static final int LONGEST_ADDRESS = 16;

    private final SecretKeySpec key;
    private final long startNanos;
    private final LongSupplier nanos;
    private final Mac mac;
    private final byte[] hash = new byte[HASH_BYTES];
    private final ByteBuffer hashed = ByteBuffer.allocate(Long.BYTES + LONGEST_ADDRESS);

    private ConnectionIds(SecretKeySpec key, long startNanos, LongSupplier nanos) {
        this.key = key;
        this.startNanos = startNanos;
        this.nanos = nanos;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /**
     * With a key of its own.
     *
     * @param nanos a steady clock, as {@link System#nanoTime}: setting the time must not revive what has ended
     */
    public ConnectionIds(SecureRandom random, LongSupplier nanos) {
        this(newKey(random), nanos.getAsLong(), nanos);
    }

    private static SecretKeySpec newKey(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new SecretKeySpec(bytes, ALGORITHM);
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
        byte[] address = source.getAddress();
        hashed.clear().putLong(slot).put(address);
        mac.update(hashed.array(), 0, hashed.position());
        try {
            mac.doFinal(hash, 0);
        } catch (GeneralSecurityException noRoom) {
            throw new IllegalStateException(noRoom);
        }
        return ByteBuffer.wrap(hash).getLong() & ~SLOT_MASK | slot & SLOT_MASK;
    }
}
