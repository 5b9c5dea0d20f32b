package starling.tracker.swarm;

/** The peers that an answer can carry: UDP answers hold one family alone (BEP 15), HTTP answers hold both (BEP 7). */
public enum AddressFamilies {
    IPV4,
    IPV6,
    BOTH;

    boolean includes(boolean ipv6) {
        return this == BOTH || (this == IPV6) == ipv6;
    }
}
