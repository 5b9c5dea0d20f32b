package starling.peer.net;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import starling.announce.Endpoint;

/**
 * A byte stream to another peer. Reads and writes block; closing it wakes whoever reads or writes.
 *
 * @param remote the other end's address and port
 * @param dialled whether we called, and the port is one that listens
 */
public record Link(ByteChannel channel, Endpoint remote, boolean dialled) {
    /** Closes the stream; a second time does nothing. */
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // closed is closed
        }
    }
}
