package starling.peer.session;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a client finds peers.
 *
 * @param trust who vouches for HTTPS trackers, where not the usual authorities alone do
 */
public record FindingOptions(Optional<SSLContext> trust) {
    /** As most want it. */
    public static final FindingOptions USUAL = new FindingOptions(Optional.empty());
}
