package starling.peer.net;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import starling.announce.Endpoint;
import starling.peer.net.mse.Opening;

/**
 * A byte stream to another peer. Reads and writes block; closing it wakes whoever reads or writes.
 *
 * @param remote the other end's address and port
 * @param dialled whether we called, and the port is one that listens
 * @param protection what the bytes go through
 */
public record Link(ByteChannel channel, Endpoint remote, boolean dialled, Protection protection) {
    /** A stream without any protection. */
    public Link(ByteChannel channel, Endpoint remote, boolean dialled) {
        this(channel, remote, dialled, Protection.NONE);
    }

    /** The same connection through a channel that protects it. */
    public Link through(ByteChannel outer, Protection kind) {
        return new Link(outer, remote, dialled, kind);
    }

    /** What it began with. */
    public Opening opening() {
        return protection == Protection.NONE ? Opening.PLAIN : Opening.ENCRYPTED;
    }

    /** Closes the stream; a second time does nothing. */
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // closed is closed
        }
    }
}
