package starling.wire;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeWriter;
import starling.metainfo.SafePath;

/**
 * The handshake of the extension protocol (BEP 10). It may come again: what it does not speak of stays as it was.
 *
 * @param messages the id that the sender wants each extension's messages to carry, 1 to 255; 0 where it wants none of
 *     them any more
 * @param version the sender's program, for people
 * @param port where the sender listens
 * @param requestQueue how many requests the sender keeps ({@code reqq}), at least 1
 * @param metadataBytes how long the {@code info} dictionary is (BEP 9)
 * @param uploadOnly whether the sender fetches nothing any more (BEP 21)
 * @param yourAddress what the sender sees us as ({@code yourip})
 * @param others where the sender can be reached, too ({@code ipv4}, {@code ipv6}): one address of a family at most
 */
public record ExtendedHandshake(
        Map<String, Integer> messages,
        Optional<String> version,
        OptionalInt port,
        OptionalInt requestQueue,
        OptionalInt metadataBytes,
        Optional<Boolean> uploadOnly,
        Optional<InetAddress> yourAddress,
        List<InetAddress> others) {
    /** The id of this message itself. */
    public static final int ID = 0;

    /** A handshake that says nothing. */
    public static final ExtendedHandshake EMPTY = new ExtendedHandshake(
            Map.of(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_EXTENSIONS = 100;
    private static final int MAX_VERSION = 64;
    private static final int MAX_REQUEST_QUEUE = 10_000;

    public ExtendedHandshake withMessages(Map<String, Integer> now) {
        return new ExtendedHandshake(now, version, port, requestQueue, metadataBytes, uploadOnly, yourAddress, others);
    }

    public ExtendedHandshake withPort(int now) {
        return new ExtendedHandshake(
                messages, version, OptionalInt.of(now), requestQueue, metadataBytes, uploadOnly, yourAddress, others);
    }

    public ExtendedHandshake withMetadata(OptionalInt bytes) {
        return new ExtendedHandshake(messages, version, port, requestQueue, bytes, uploadOnly, yourAddress, others);
    }

    public ExtendedHandshake withUploadOnly(boolean now) {
        return new ExtendedHandshake(
                messages, version, port, requestQueue, metadataBytes, Optional.of(now), yourAddress, others);
    }

    public ExtendedHandshake withYourAddress(InetAddress address) {
        return new ExtendedHandshake(
                messages, version, port, requestQueue, metadataBytes, uploadOnly, Optional.of(address), others);
    }

    public ExtendedHandshake withOthers(List<InetAddress> addresses) {
        return new ExtendedHandshake(
                messages, version, port, requestQueue, metadataBytes, uploadOnly, yourAddress, addresses);
    }

    public PeerMessage message() {
        Map<String, BValue> root = new TreeMap<>();
        Map<String, BValue> ids = new TreeMap<>();
        messages.forEach((name, id) -> ids.put(name, new BInteger(id)));
        root.put("m", BDictionary.of(ids));
        version.ifPresent(text -> root.put("v", BString.of(text)));
        port.ifPresent(number -> root.put("p", new BInteger(number)));
        requestQueue.ifPresent(length -> root.put("reqq", new BInteger(length)));
        metadataBytes.ifPresent(length -> root.put("metadata_size", new BInteger(length)));
        uploadOnly.ifPresent(only -> root.put("upload_only", new BInteger(only ? 1 : 0)));
        yourAddress.ifPresent(address -> root.put("yourip", BString.of(address.getAddress())));
        others.forEach(address ->
                root.put(address instanceof Inet6Address ? "ipv6" : "ipv4", BString.of(address.getAddress())));
        return new PeerMessage.Extended(ID, ByteBuffer.wrap(BencodeWriter.write(BDictionary.of(root))));
    }

    /**
     * Reads the payload of a message with id {@value #ID}. Fields out of range are passed over, as later versions may
     * mean something by them.
     *
     * @throws WireException where it is no dictionary, or larger than any handshake is
     */
    public static ExtendedHandshake read(ByteBuffer payload) throws WireException {
        BDictionary root = ExtendedPayload.dictionary("extended handshake", payload, MAX_BYTES);
        Map<String, Integer> messages = new TreeMap<>();
        BDictionary ids = root.dictionary("m").orElse(BDictionary.of(Map.of()));
        for (BString name : ids.keys()) {
            long id = ids.integer(name.text()).orElse(-1);
            if (id >= 0 && id < 256 && messages.size() < MAX_EXTENSIONS) {
                messages.put(name.text(), (int) id);
            }
        }
        OptionalLong uploadOnly = root.integer("upload_only");
        return new ExtendedHandshake(
                Collections.unmodifiableMap(messages),
                root.text("v").map(ExtendedHandshake::brief),
                inRange(root.integer("p"), 65535),
                inRange(root.integer("reqq"), MAX_REQUEST_QUEUE),
                inRange(root.integer("metadata_size"), MetadataMessage.MAX_METADATA_BYTES),
                uploadOnly.isPresent() ? Optional.of(uploadOnly.getAsLong() != 0) : Optional.empty(),
                root.string("yourip").flatMap(ExtendedHandshake::address),
                Stream.concat(
                                other(root, "ipv4", Inet4Address.class).stream(),
                                other(root, "ipv6", Inet6Address.class).stream())
                        .toList());
    }

    /** A name, for a table: others may send thousands of characters, and it is kept as long as they are connected. */
    private static String brief(String version) {
        String text = SafePath.printable(version);
        int length = Math.min(text.length(), MAX_VERSION);
        return text.substring(
                0, length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static OptionalInt inRange(OptionalLong value, int most) {
        return value.isPresent() && value.getAsLong() > 0 && value.getAsLong() <= most
                ? OptionalInt.of((int) value.getAsLong())
                : OptionalInt.empty();
    }

    /** An IPv4 address in the clothes of an IPv6 one is none. */
    private static Optional<InetAddress> other(BDictionary root, String key, Class<? extends InetAddress> family) {
        return root.string(key).flatMap(ExtendedHandshake::address).filter(family::isInstance);
    }

    private static Optional<InetAddress> address(BString packed) {
        try {
            return Optional.of(InetAddress.getByAddress(packed.bytes()));
        } catch (UnknownHostException neither4Nor16Bytes) {
            return Optional.empty();
        }
    }
}
