package starling.wire;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import starling.announce.CompactPeers;
import starling.announce.Endpoint;
import starling.bencode.BDictionary;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeWriter;

/**
 * Whom the sender is connected with since it last said so, and with whom no more (BEP 11).
 *
 * @param added and dropped: at most {@value #MOST} of each are read
 */
public record PeerExchangeMessage(List<Contact> added, List<Endpoint> dropped) {
    /** BEP 11 has a message hold 50 at most of each, the first one more; of what is more than that nothing is read. */
    public static final int MOST = 100;

    private static final int MAX_BYTES = 16 * 1024;

    /**
     * A peer that the sender is connected with.
     *
     * @param flags of those below
     */
    public record Contact(Endpoint endpoint, int flags) {
        public static final int PREFERS_ENCRYPTION = 0x01;
        public static final int UPLOAD_ONLY = 0x02;
        public static final int SPEAKS_UTP = 0x04;
        public static final int HOLEPUNCH = 0x08;
        /** The sender has called it, so it can be called. */
        public static final int REACHABLE = 0x10;

        public boolean is(int flag) {
            return (flags & flag) != 0;
        }
    }

    /** The payload that says it. */
    public ByteBuffer payload() {
        Map<String, BValue> root = new TreeMap<>();
        for (boolean ipv6 : new boolean[] {false, true}) {
            String suffix = ipv6 ? "6" : "";
            List<Contact> contacts = added.stream()
                    .filter(contact -> contact.endpoint().isIpv6() == ipv6)
                    .toList();
            byte[] flags = new byte[contacts.size()];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = (byte) contacts.get(i).flags();
            }
            root.put(
                    "added" + suffix,
                    packed(contacts.stream().map(Contact::endpoint).toList()));
            root.put("added" + suffix + ".f", BString.of(flags));
            root.put(
                    "dropped" + suffix,
                    packed(dropped.stream()
                            .filter(endpoint -> endpoint.isIpv6() == ipv6)
                            .toList()));
        }
        return ByteBuffer.wrap(BencodeWriter.write(BDictionary.of(root)));
    }

    private static BString packed(List<Endpoint> endpoints) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Endpoint endpoint : endpoints) {
            out.writeBytes(endpoint.address().getAddress());
            out.write(endpoint.port() >> 8);
            out.write(endpoint.port());
        }
        return BString.of(out.toByteArray());
    }

    /**
     * Reads a payload. Where there are not as many flags as peers, the flags count for nothing.
     *
     * @throws WireException where it is none, or a list of peers ends within a peer
     */
    public static PeerExchangeMessage read(ByteBuffer payload) throws WireException {
        BDictionary root = ExtendedPayload.dictionary("peer exchange", payload, MAX_BYTES);
        List<Contact> added = new ArrayList<>();
        List<Endpoint> dropped = new ArrayList<>();
        for (boolean ipv6 : new boolean[] {false, true}) {
            String suffix = ipv6 ? "6" : "";
            List<Endpoint> endpoints = endpoints(root.string("added" + suffix), ipv6, MOST - added.size());
            byte[] flags = root.string("added" + suffix + ".f")
                    .filter(bytes -> bytes.length() >= endpoints.size())
                    .map(BString::bytes)
                    .orElse(new byte[endpoints.size()]);
            for (int i = 0; i < endpoints.size(); i++) {
                added.add(new Contact(endpoints.get(i), flags[i] & 0xff));
            }
            dropped.addAll(endpoints(root.string("dropped" + suffix), ipv6, MOST - dropped.size()));
        }
        return new PeerExchangeMessage(List.copyOf(added), List.copyOf(dropped));
    }

    private static List<Endpoint> endpoints(Optional<BString> packed, boolean ipv6, int most) throws WireException {
        byte[] bytes = packed.map(BString::bytes).orElse(new byte[0]);
        int stride = CompactPeers.strideBytes(ipv6);
        if (bytes.length % stride != 0) {
            throw new WireException("peer exchange ends within a peer");
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (int at = 0; at < bytes.length && endpoints.size() < most; at += stride) {
            int portAt = at + stride - 2;
            int port = (bytes[portAt] & 0xff) << 8 | bytes[portAt + 1] & 0xff;
            try {
                endpoints.add(new Endpoint(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, portAt)), port));
            } catch (UnknownHostException wrongLength) {
                throw new IllegalStateException(wrongLength);
            }
        }
        return endpoints;
    }
}
