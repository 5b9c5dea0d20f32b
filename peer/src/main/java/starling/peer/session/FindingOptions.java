package starling.peer.session;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a client finds peers.
 *
 * @param trust who vouches for HTTPS trackers and web seeds, where not the usual authorities alone do
 * @param local whether it looks for peers on the local network; never where it is bound to loopback
 * @param portMapping whether the router is asked to let calls through; never where it is bound to loopback
 */
public record FindingOptions(Optional<SSLContext> trust, boolean local, boolean portMapping) {
    /** As most want it. */
    public static final FindingOptions USUAL = new FindingOptions(Optional.empty(), true, true);
}
