package starling.peer.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import starling.announce.Endpoint;

/** What kinds of addresses there are. */
public final class Addresses {
    private static final int IPV6_NETWORK_BYTES = 8;

    private Addresses() {}

    /** Whether the address means something on one machine or network only, where BEP 42 does not hold. */
    public static boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    /** Whether anyone could be there at all. */
    public static boolean isPossible(Endpoint endpoint) {
        InetAddress address = endpoint.address();
        return endpoint.port() != 0
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !isNoHost(address);
    }

    /** 0.0.0.0/8, and from 240.0.0.0 on what is reserved or for all. */
    private static boolean isNoHost(InetAddress address) {
        int first = address.getAddress()[0] & 0xff;
        return address instanceof Inet4Address && (first == 0 || first >= 240);
    }

    /**
     * What all addresses have in common that one owner has: an IPv4 address, or the network of an IPv6 address. On a
     * local network it is address and port, as many nodes may share a machine.
     */
    public static ByteBuffer owner(Endpoint endpoint) {
        byte[] bytes = endpoint.address().getAddress();
        if (isLocal(endpoint.address())) {
            return ByteBuffer.allocate(bytes.length + 2)
                    .put(bytes)
                    .putShort((short) endpoint.port())
                    .flip();
        }
        return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, IPV6_NETWORK_BYTES));
    }
}
