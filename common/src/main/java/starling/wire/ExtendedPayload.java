package starling.wire;

import java.nio.ByteBuffer;
import starling.bencode.BDictionary;
import starling.bencode.BencodeException;
import starling.bencode.BencodeReader;

/** The bencoded dictionary that most messages of extensions begin with. */
final class ExtendedPayload {
    private ExtendedPayload() {}

    /**
     * Reads the dictionary and leaves the buffer behind it.
     *
     * @param what the message is, for whoever reads of the error
     * @throws WireException where there is none, or the message is longer than {@code most}
     */
    static BDictionary dictionary(String what, ByteBuffer payload, int most) throws WireException {
        if (payload.remaining() > most) {
            throw new WireException(what + " of " + payload.remaining() + " bytes");
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        try {
            BencodeReader.Prefix first = BencodeReader.readFirst(bytes, 0, bytes.length, BencodeReader.Limits.MESSAGE);
            if (first.value() instanceof BDictionary dictionary) {
                payload.position(payload.position() + first.end());
                return dictionary;
            }
        } catch (BencodeException notBencoding) {
            throw new WireException(what + ": " + notBencoding.getMessage());
        }
        throw new WireException(what + " is no dictionary");
    }
}
