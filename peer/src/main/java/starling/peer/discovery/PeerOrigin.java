package starling.peer.discovery;

/** How a torrent came to know a peer. */
public enum PeerOrigin {
    /** A person or a magnet link names it. */
    GIVEN,
    /** An earlier run reached it; of a private torrent, where a tracker named it. */
    REMEMBERED,
    TRACKER,
    /** It says on the local network that it has the torrent (BEP 14). */
    LOCAL,
    /** Another peer names it (BEP 11). */
    EXCHANGE,
    /** The distributed hash table names it (BEP 5). */
    DHT,
    /** It called us. */
    CALLED;

    /** Whether anyone at all may come this way, so that it is not to crowd out the other ways. */
    boolean isOpenToAll() {
        return this == EXCHANGE || this == DHT || this == LOCAL;
    }
}
