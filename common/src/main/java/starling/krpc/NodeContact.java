package starling.krpc;

import java.util.Objects;
import starling.announce.Endpoint;

/** A node and where it can be asked. */
public record NodeContact(NodeId id, Endpoint endpoint) {
    public NodeContact {
        Objects.requireNonNull(id);
        Objects.requireNonNull(endpoint);
    }
}
