package starling.peer.session;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.peer.net.Connector;
import starling.peer.net.Link;
import starling.wire.Handshake;
import starling.wire.WireException;

/** The first words of a connection, either way round; whoever takes too long over them is cut off. */
final class Handshakes {
    private static final long DEADLINE_SECONDS = 15;

    private final PeerId ownId;
    private final Connector connector;
    private final ScheduledExecutorService clock;

    Handshakes(PeerId ownId, Connector connector, ScheduledExecutorService clock) {
        this.ownId = ownId;
        this.connector = connector;
        this.clock = clock;
    }

    /** Dials a peer, and shows it our handshake before it shows its own. */
    PeerConnection dial(Endpoint endpoint, InfoHash infoHash, ConnectionOwner owner, PeerConnection.SharedParts shared)
            throws IOException {
        if (!connector.reaches(endpoint)) {
            throw new WireException("not reachable from the bound address");
        }
        Link link = connector.dial(endpoint);
        try {
            write(link, infoHash);
            Handshake theirs = read(link);
            if (!theirs.infoHash().equals(infoHash)) {
                throw new WireException("answers for another torrent");
            }
            return new PeerConnection(link, theirs, owner, shared);
        } catch (IOException | RuntimeException failed) {
            link.close();
            throw failed;
        }
    }

    /** The handshake of a peer that called. */
    Handshake read(Link link) throws IOException {
        Future<?> deadline;
        try {
            deadline = clock.schedule(link::close, DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException leaving) {
            throw new ClosedChannelException();
        }
        try {
            ByteBuffer bytes = ByteBuffer.allocate(Handshake.LENGTH);
            while (bytes.hasRemaining()) {
                if (link.channel().read(bytes) < 0) {
                    throw new EOFException("closed before the handshake");
                }
            }
            return Handshake.read(bytes.flip());
        } finally {
            deadline.cancel(false);
        }
    }

    /** Our answer to a peer that called. */
    void answer(Link link, InfoHash infoHash) throws IOException {
        write(link, infoHash);
    }

    private void write(Link link, InfoHash infoHash) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(infoHash, ownId, true, true).write(bytes);
        bytes.flip();
        while (bytes.hasRemaining()) {
            link.channel().write(bytes);
        }
    }
}
