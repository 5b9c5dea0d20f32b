package starling.peer.portmap;

import java.io.IOException;
import java.time.Duration;

/** A router that maps ports, by one of the protocols there are. */
interface Router {
    /** What people call the protocol. */
    String protocol();

    /**
     * Maps a port of ours to one outside, the same where that is free, or renews that.
     *
     * @throws IOException where no router answers by this protocol, or it refuses
     */
    Mapping map(Transport transport, int port, Duration lifetime) throws IOException;

    /** Takes a mapping back. */
    void unmap(Transport transport, int port, int externalPort) throws IOException;
}
