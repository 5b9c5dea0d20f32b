package starling.peer.session;

import starling.announce.Endpoint;
import starling.announce.PeerId;

/** Who sent a block, known for as long as the piece it belongs to is in doubt, whether still connected or not. */
record Sender(Endpoint endpoint, PeerId id) {
    @Override
    public String toString() {
        return endpoint.toString();
    }
}
