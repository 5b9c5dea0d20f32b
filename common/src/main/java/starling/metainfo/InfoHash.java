package starling.metainfo;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-1 of a torrent's {@code info} dictionary as it stands in the file: 20 bytes that name the swarm (BEP 3). */
public final class InfoHash implements Comparable<InfoHash> {
    public static final int LENGTH = 20;

    private final byte[] bytes;

    private InfoHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException unless there are 20 bytes */
    public static InfoHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an info hash has 20 bytes, not " + bytes.length);
        }
        return new InfoHash(bytes.clone());
    }

    /** @throws IllegalArgumentException unless there are 40 hexadecimal digits */
    public static InfoHash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** Hashes the raw bytes of an {@code info} dictionary. */
    public static InfoHash ofInfo(byte[] info) {
        return new InfoHash(sha1().digest(info));
    }

    /** The same, of what is between the buffer's position and its limit. */
    public static InfoHash ofInfo(ByteBuffer info) {
        MessageDigest digest = sha1();
        digest.update(info);
        return new InfoHash(digest.digest());
    }

    /** A digest of the kind that torrents are made of. */
    public static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** A copy of the 20 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** 40 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int compareTo(InfoHash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InfoHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return bytes[0] << 24 | (bytes[5] & 0xff) << 16 | (bytes[10] & 0xff) << 8 | bytes[15] & 0xff;
    }

    @Override
    public String toString() {
        return hex();
    }
}
