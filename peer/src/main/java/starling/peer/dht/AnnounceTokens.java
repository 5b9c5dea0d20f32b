package starling.peer.dht;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import starling.bencode.BString;
import starling.metainfo.InfoHash;

/**
 * What proves that whoever announces receives at the address it announces from (BEP 5). Nothing is kept for each: a token
 * is a digest of the address and a secret that changes every five minutes; that of the secret before is good, too.
 */
final class AnnounceTokens {
    static final Duration ROTATION = Duration.ofMinutes(5);

    private static final int LENGTH = 8;
    private static final int SECRET_BYTES = 20;

    private final RandomGenerator random;
    private byte[] secret;
    private byte[] before;
    private long rotatedNanos;

    AnnounceTokens(RandomGenerator random, long nowNanos) {
        this.random = random;
        this.secret = newSecret();
        this.before = newSecret();
        this.rotatedNanos = nowNanos;
    }

    private byte[] newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    BString of(InetAddress address, long nowNanos) {
        rotate(nowNanos);
        return BString.of(digest(secret, address));
    }

    boolean isValid(BString token, InetAddress address, long nowNanos) {
        rotate(nowNanos);
        byte[] bytes = token.bytes();
        return MessageDigest.isEqual(bytes, digest(secret, address))
                || MessageDigest.isEqual(bytes, digest(before, address));
    }

    private void rotate(long nowNanos) {
        if (nowNanos - rotatedNanos >= 2 * ROTATION.toNanos()) {
            secret = newSecret();
        }
        if (nowNanos - rotatedNanos >= ROTATION.toNanos()) {
            before = secret;
            secret = newSecret();
            rotatedNanos = nowNanos;
        }
    }

    private static byte[] digest(byte[] secret, InetAddress address) {
        MessageDigest sha1 = InfoHash.sha1();
        sha1.update(secret);
        sha1.update(address.getAddress());
        return Arrays.copyOf(sha1.digest(), LENGTH);
    }
}
