package starling.tracker.web;

import java.util.Locale;
import starling.metainfo.InfoHash;
import starling.tracker.http.HttpException;

/** An info hash at the end of a path: 40 hexadecimal digits, or the 32 of base32 that old magnet links have. */
final class PathHash {
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BASE32_LENGTH = 32;

    private PathHash() {}

    /** @throws HttpException 400 where it is none */
    static InfoHash parse(String text) throws HttpException {
        try {
            return text.length() == BASE32_LENGTH ? base32(text.toLowerCase(Locale.ROOT)) : InfoHash.parse(text);
        } catch (IllegalArgumentException notAHash) {
            throw new HttpException(400, "a torrent is named by the 40 hexadecimal digits of its info hash");
        }
    }

    private static InfoHash base32(String text) {
        byte[] bytes = new byte[InfoHash.LENGTH];
        for (int i = 0; i < BASE32_LENGTH; i++) {
            int five = BASE32.indexOf(text.charAt(i));
            if (five < 0) {
                throw new IllegalArgumentException("no base32");
            }
            for (int bit = 0; bit < 5; bit++) {
                int at = i * 5 + bit;
                bytes[at >> 3] |= (byte) ((five >> 4 - bit & 1) << 7 - (at & 7));
            }
        }
        return InfoHash.of(bytes);
    }
}
