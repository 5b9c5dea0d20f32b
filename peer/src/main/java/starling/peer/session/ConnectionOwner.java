package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/**
 * What connections of one torrent belong to: the {@link Exchange} of its pieces, or before that, while nothing but its
 * hash is known, the {@link MetadataExchange}.
 */
interface ConnectionOwner {
    /** Takes a new connection in and greets it. False where it is not to be kept: stopped, ourselves, or a double. */
    boolean attach(PeerConnection connection);

    /** A connection ended; nothing happens where it was never attached. */
    void detach(PeerConnection connection, String reason);

    /** Any message but a block. */
    void received(PeerConnection from, PeerMessage message) throws WireException;

    /** Blocks that came together. */
    void received(PeerConnection from, BlockBatch batch) throws WireException;

    /** Reads what was promised to a peer, to the limit of the buffer. False where it cannot be read. */
    boolean read(int piece, int begin, ByteBuffer buffer);

    /** So many bytes of blocks were sent. */
    void uploaded(long bytes);

    /** What the torrent may read and send a second, where it has limits of its own. */
    Optional<TorrentRates> rates();

    /** The longest frame that a peer may send; its length field not counted. */
    int maxFrame();

    /** Whether peers are let in. */
    boolean isRunning();

    /** How many are connected. */
    int connectionCount();

    /** Hangs up on the one that has been here longest for nothing, so that another may come. Whether there is one. */
    boolean makeRoom();

    /** Whether another peer is connected from the same address. */
    boolean hasOthersAt(Sender sender);

    /** Hangs up on these, and on no others. */
    void close(Predicate<PeerConnection> unwanted);
}
