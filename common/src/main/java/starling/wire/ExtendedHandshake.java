package starling.wire;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeException;
import starling.bencode.BencodeReader;
import starling.bencode.BencodeWriter;

/**
 * The handshake of the extension protocol (BEP 10).
 *
 * @param messages the id that the sender wants each extension's messages to carry, 1 to 255
 * @param version the sender's program, for people
 * @param port where the sender listens
 * @param requestQueue how many requests the sender keeps ({@code reqq}), at least 1
 */
public record ExtendedHandshake(
        Map<String, Integer> messages, Optional<String> version, OptionalInt port, OptionalInt requestQueue) {
    /** The id of this message itself. */
    public static final int ID = 0;

    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_EXTENSIONS = 100;
    private static final int MAX_REQUEST_QUEUE = 10_000;

    public PeerMessage message() {
        Map<String, BValue> root = new TreeMap<>();
        Map<String, BValue> ids = new TreeMap<>();
        messages.forEach((name, id) -> ids.put(name, new BInteger(id)));
        root.put("m", BDictionary.of(ids));
        version.ifPresent(text -> root.put("v", BString.of(text)));
        port.ifPresent(number -> root.put("p", new BInteger(number)));
        requestQueue.ifPresent(length -> root.put("reqq", new BInteger(length)));
        return new PeerMessage.Extended(ID, ByteBuffer.wrap(BencodeWriter.write(BDictionary.of(root))));
    }

    /**
     * Reads the payload of a message with id {@value #ID}. Fields out of range are passed over, as later versions may
     * mean something by them.
     *
     * @throws WireException where it is no dictionary, or larger than any handshake is
     */
    public static ExtendedHandshake read(ByteBuffer payload) throws WireException {
        if (payload.remaining() > MAX_BYTES) {
            throw new WireException("extended handshake of " + payload.remaining() + " bytes");
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        BDictionary root;
        try {
            if (!(BencodeReader.readFirst(bytes, 0, bytes.length, BencodeReader.Limits.MESSAGE)
                            .value()
                    instanceof BDictionary dictionary)) {
                throw new WireException("extended handshake is no dictionary");
            }
            root = dictionary;
        } catch (BencodeException notBencoding) {
            throw new WireException("extended handshake: " + notBencoding.getMessage());
        }
        Map<String, Integer> messages = new TreeMap<>();
        BDictionary ids = root.dictionary("m").orElse(BDictionary.of(Map.of()));
        for (BString name : ids.keys()) {
            long id = ids.integer(name.text()).orElse(0);
            if (id > 0 && id < 256 && messages.size() < MAX_EXTENSIONS) {
                messages.put(name.text(), (int) id);
            }
        }
        return new ExtendedHandshake(
                Collections.unmodifiableMap(messages),
                root.text("v"),
                inRange(root.integer("p"), 65535),
                inRange(root.integer("reqq"), MAX_REQUEST_QUEUE));
    }

    private static OptionalInt inRange(OptionalLong value, int most) {
        return value.isPresent() && value.getAsLong() > 0 && value.getAsLong() <= most
                ? OptionalInt.of((int) value.getAsLong())
                : OptionalInt.empty();
    }
}
