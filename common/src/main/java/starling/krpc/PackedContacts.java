package starling.krpc;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import starling.announce.Endpoint;
import starling.bencode.BString;

/** Addresses with ports, and nodes, packed in network order: 4 or 16 bytes and 2, nodes with their id before (BEP 5, 32). */
public final class PackedContacts {
    private static final int PORT_BYTES = 2;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private PackedContacts() {}

    /** The bytes of one endpoint of a family. */
    static int endpointBytes(boolean ipv6) {
        return (ipv6 ? IPV6_BYTES : IPV4_BYTES) + PORT_BYTES;
    }

    /** The bytes of one node of a family. */
    static int nodeBytes(boolean ipv6) {
        return NodeId.LENGTH + endpointBytes(ipv6);
    }

    /** @throws KrpcException unless there are 6 or 18 bytes */
    static Endpoint endpoint(BString packed) throws KrpcException {
        return endpoint(packed, 0, packed.length());
    }

    private static Endpoint endpoint(BString packed, int from, int length) throws KrpcException {
        if (length != endpointBytes(false) && length != endpointBytes(true)) {
            throw new KrpcException("an address of " + length + " bytes");
        }
        byte[] port = packed.bytes(from + length - PORT_BYTES, PORT_BYTES);
        try {
            return new Endpoint(
                    InetAddress.getByAddress(packed.bytes(from, length - PORT_BYTES)),
                    (port[0] & 0xff) << 8 | port[1] & 0xff);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    static byte[] pack(Endpoint endpoint) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(endpointBytes(true));
        write(endpoint, out);
        return out.toByteArray();
    }

    private static void write(Endpoint endpoint, ByteArrayOutputStream out) {
        out.writeBytes(endpoint.address().getAddress());
        out.write(endpoint.port() >> 8);
        out.write(endpoint.port());
    }

    /**
     * Unpacks nodes of one family.
     *
     * @param most how many are taken; what follows is left out
     * @throws KrpcException unless the length is a multiple of one node's
     */
    public static void nodes(BString packed, boolean ipv6, int most, List<? super NodeContact> out)
            throws KrpcException {
        int stride = nodeBytes(ipv6);
        if (packed.length() % stride != 0) {
            throw new KrpcException("packed nodes of " + packed.length() + " bytes");
        }
        int count = Math.min(most, packed.length() / stride);
        for (int i = 0; i < count; i++) {
            NodeId id = NodeId.of(packed.bytes(i * stride, NodeId.LENGTH));
            Endpoint endpoint = endpoint(packed, i * stride + NodeId.LENGTH, endpointBytes(ipv6));
            // An IPv4 address in the guise of IPv6 comes out as IPv4, and belongs to the other DHT.
            if (endpoint.isIpv6() == ipv6) {
                out.add(new NodeContact(id, endpoint));
            }
        }
    }

    /** The nodes of one family, packed. */
    public static byte[] pack(List<NodeContact> nodes, boolean ipv6) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(nodes.size() * nodeBytes(ipv6));
        for (NodeContact node : nodes) {
            if (node.endpoint().isIpv6() == ipv6) {
                out.writeBytes(node.id().bytes());
                write(node.endpoint(), out);
            }
        }
        return out.toByteArray();
    }
}
