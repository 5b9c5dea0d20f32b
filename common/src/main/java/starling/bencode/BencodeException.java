package starling.bencode;

import java.io.IOException;

/** The bytes are not bencoding, or go past a bound. */
public final class BencodeException extends IOException {
    public BencodeException(String message) {
        super(message);
    }
}
