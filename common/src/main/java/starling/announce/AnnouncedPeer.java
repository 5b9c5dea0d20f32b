package starling.announce;

import java.util.Optional;

/** A peer as a tracker names it; the id is known from the long form only. */
public record AnnouncedPeer(Endpoint endpoint, Optional<PeerId> id) {}
