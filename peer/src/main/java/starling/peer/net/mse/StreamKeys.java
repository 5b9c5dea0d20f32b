package starling.peer.net.mse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import starling.metainfo.InfoHash;

/** The hashes of the protocol: what marks the place, what names the torrent, and the keys of the two directions. */
final class StreamKeys {
    private final byte[] secret;

    /** @param secret of the key exchange */
    StreamKeys(byte[] secret) {
        this.secret = secret;
    }

    /** What the end that called says first after its padding. */
    byte[] mark() {
        return hash("req1", secret);
    }

    /** A torrent's name to those who know it, the same in all connections. */
    static InfoHash nameOf(InfoHash infoHash) {
        return InfoHash.of(hash("req2", infoHash.bytes()));
    }

    /** Turns a torrent's name into what is sent, and back. */
    InfoHash masked(InfoHash name) {
        byte[] bytes = hash("req3", secret);
        byte[] named = name.bytes();
        for (int n = 0; n < bytes.length; n++) {
            bytes[n] ^= named[n];
        }
        return InfoHash.of(bytes);
    }

    /** For what the end that called sends. */
    Rc4 ofCaller(InfoHash infoHash) {
        return new Rc4(hash("keyA", secret, infoHash.bytes()));
    }

    /** For what the end that was called sends. */
    Rc4 ofCalled(InfoHash infoHash) {
        return new Rc4(hash("keyB", secret, infoHash.bytes()));
    }

    private static byte[] hash(String word, byte[]... parts) {
        MessageDigest digest = InfoHash.sha1();
        digest.update(word.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
