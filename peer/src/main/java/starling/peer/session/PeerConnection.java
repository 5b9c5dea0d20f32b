package starling.peer.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.PeerId;
import starling.metainfo.PieceLayout;
import starling.peer.fault.Faults;
import starling.peer.net.Link;
import starling.peer.policy.MessageBudget;
import starling.peer.policy.PeerPieces;
import starling.peer.policy.RequestDepth;
import starling.peer.policy.SendSize;
import starling.peer.webseed.WebSeedChannel;
import starling.wire.Handshake;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

/**
 * One peer we are connected with: its reader thread, its writer thread, and what the protocol says of the two ends. What
 * comes in goes to its {@link ConnectionOwner}; what goes out waits in an {@link OutgoingQueue}, so that two peers who both only
 * send cannot lock each other up.
 */
final class PeerConnection {
    /** What we assume a peer keeps of our requests where it does not say. */
    private static final int USUAL_REQUEST_QUEUE = 250;

    /** How long a peer may take over what it is sent: a minute, and a second for each kilobyte. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long NANOS_A_BYTE = 1_000_000;
    private static final long NONE = 0;

    /** What is sent while all large buffers are in use; what is longer waits for one. */
    private static final int SMALL_BLOCK = 2 * PieceLayout.BLOCK_LENGTH;

    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MOST_SENT_AT_ONCE = 16;

    private static final Logger log = LoggerFactory.getLogger(PeerConnection.class);

    private final Link link;
    private final Handshake handshake;
    private volatile ConnectionOwner owner;
    private final Buffers buffers;
    private volatile TorrentRates rates;
    private final MessageReader in;
    private final ThreadFactory threads;
    private final long startNanos = System.nanoTime();
    private volatile long lastReceivedNanos = startNanos;
    private volatile long sendDeadlineNanos = NONE;

    /** Whether the next block is a large one and all large buffers are in use. */
    private volatile boolean lacksBuffer;

    private final MessageBudget budget = new MessageBudget(startNanos);

    /** The blocks being sent, as piece, begin and length of one after the other. For the writer alone. */
    private final int[] sending = new int[3 * MOST_SENT_AT_ONCE];

    private final SendSize sendSize = new SendSize(MOST_SENT_AT_ONCE);

    final OutgoingQueue out;
    final Traffic traffic = new Traffic(startNanos);

    // The torrent's lock guards these.
    PeerPieces pieces = new PeerPieces(1);
    RequestDepth depth = new RequestDepth(USUAL_REQUEST_QUEUE);
    final PeerExtensions extensions = new PeerExtensions();
    int metadataPiecesGiven;
    boolean amChoking = true;
    boolean amInterested;
    boolean peerInterested;
    boolean saidPieces;
    boolean snubbed;
    boolean hadSlot;
    boolean leftIdle;
    long slotSinceNanos = startNanos;
    long everGaveBytes;

    /** The connection of the same peer that this one is to take the place of, once it has said a word. */
    PeerConnection replaces;

    int rejectsSinceBlock;
    int refusedInARow;
    final PeerExchanges.Told told = new PeerExchanges.Told();
    final FastAllowance allowance = new FastAllowance();
    long lastBlockNanos = startNanos;
    long askedSinceNanos = startNanos;

    /** @param handshake what the other end said; ours is sent already */
    PeerConnection(Link link, Handshake handshake, ConnectionOwner owner, SharedParts shared) {
        this.link = link;
        this.handshake = handshake;
        this.owner = owner;
        this.buffers = shared.buffers();
        this.rates = owner.rates().orElse(shared.rates());
        rates.download().readerCame();
        this.out = new OutgoingQueue(handshake.fastExtension());
        this.in = new MessageReader(link.channel(), buffers, () -> rates.download(), () -> this.owner.maxFrame());
        this.threads = shared.threads();
    }

    /**
     * What connections of all torrents share.
     *
     * @param rates of torrents that have no limits of their own
     */
    record SharedParts(
            Buffers buffers,
            RateLimiter downloadLimiter,
            UploadPacer uploadPacer,
            TorrentRates rates,
            ThreadFactory threads) {}

    /** From now on it belongs to another. */
    void belongsTo(ConnectionOwner next) {
        owner = next;
        TorrentRates before = rates;
        rates = next.rates().orElse(before);
        before.download().readerLeft();
        rates.download().readerCame();
    }

    /** The web seed that it is, and no peer. */
    Optional<WebSeedChannel> webSeed() {
        return link.channel() instanceof WebSeedChannel webSeed ? Optional.of(webSeed) : Optional.empty();
    }

    PeerId id() {
        return handshake.peerId();
    }

    Link link() {
        return link;
    }

    boolean fastExtension() {
        return handshake.fastExtension();
    }

    /** Whether it has a node in the DHT. */
    boolean dht() {
        return handshake.dht();
    }

    boolean extensionProtocol() {
        return handshake.extensionProtocol();
    }

    long ageNanos(long nowNanos) {
        return nowNanos - startNanos;
    }

    /** How long the peer has said nothing at all. */
    long silentNanos(long nowNanos) {
        return nowNanos - lastReceivedNanos;
    }

    /** Reads until the connection ends; the calling thread is the reader. */
    void run() {
        String reason = "closed";
        try {
            if (!owner.attach(this)) {
                return;
            }
            rates.upload().moved(Handshake.LENGTH);
            rates.download().charge(Handshake.LENGTH);
            threads.newThread(this::writeAll).start();
            readAll();
        } catch (IOException ended) {
            reason = ended.getMessage() == null ? ended.getClass().getSimpleName() : ended.getMessage();
        } catch (RuntimeException | Error fault) {
            reason = "internal error";
            Faults.log(link.remote().toString(), fault);
        } finally {
            close();
            in.close();
            rates.download().readerLeft();
            owner.detach(this, reason);
        }
    }

    private void readAll() throws IOException {
        BlockBatch batch = new BlockBatch();
        while (true) {
            PeerMessage message = in.next();
            lastReceivedNanos = System.nanoTime();
            if (!budget.take(message.type(), lastReceivedNanos)) {
                throw new WireException("says " + message.type() + " again and again");
            }
            if (message instanceof PeerMessage.Piece block) {
                batch.add(block);
            }
            boolean block = message instanceof PeerMessage.Piece;
            if (!batch.isEmpty() && (!block || batch.isFull() || !in.hasNext())) {
                owner.received(this, batch);
                batch.clear();
            }
            if (!block) {
                owner.received(this, message);
            }
        }
    }

    /** Messages never wait for the rate limit, lest our own requests stand behind the blocks we give. */
    private void writeAll() {
        try {
            while (true) {
                switch (out.await(() -> rates.upload().isLimited())) {
                    case MESSAGES -> rates.upload().moved(send(out.takeMessages()));
                    case BLOCK -> sendBlocks();
                    case ASK -> rates.upload().ask(out);
                    case KEEP_ALIVE -> rates.upload().moved(send(ByteBuffer.allocate(4)));
                    case CLOSED -> {
                        return;
                    }
                }
            }
        } catch (IOException ended) {
            log.debug("{}: {}", link.remote(), ended.getMessage());
        } catch (RuntimeException | Error fault) {
            Faults.log(link.remote().toString(), fault);
        } finally {
            close();
        }
    }

    private int send(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        sendDeadlineNanos = System.nanoTime() + PATIENCE_NANOS + length * NANOS_A_BYTE;
        while (bytes.hasRemaining()) {
            link.channel().write(bytes);
        }
        sendDeadlineNanos = NONE;
        return length;
    }

    /** Whether the peer takes so little of what it asked for that its writer waits for nothing. */
    boolean isStuck(long nowNanos) {
        long deadline = sendDeadlineNanos;
        return deadline != NONE && nowNanos - deadline > 0;
    }

    /** Whether it asks for nothing more, does not read what it asked for, or asks for more at once than there is room for. */
    boolean takesNothing() {
        return out.firstBlockLength() == 0 || sendDeadlineNanos != NONE || lacksBuffer;
    }

    private void sendBlocks() throws IOException {
        Optional<ByteBuffer> lent = buffers.take();
        lacksBuffer = lent.isEmpty() && out.firstBlockLength() > SMALL_BLOCK;
        if (lent.isPresent()) {
            try {
                sendBlocks(lent.get());
            } finally {
                buffers.give(lent.get());
            }
        } else if (!lacksBuffer) {
            sendBlocks(ByteBuffer.allocateDirect(PeerMessageCodec.PIECE_HEADER + SMALL_BLOCK));
        } else {
            LockSupport.parkNanos(SOON_NANOS);
        }
    }

    private void sendBlocks(ByteBuffer buffer) throws IOException {
        int paid = out.takeGranted();
        int sent = 0;
        try {
            int most = rates.upload().isLimited() ? Math.max(1, paid / PieceLayout.BLOCK_LENGTH) : sending.length / 3;
            int blocks = out.pollBlocks(sending, Math.min(most, sendSize.blocks()), buffer.remaining());
            long blockBytes = 0;
            for (int first = 0; first < blocks; ) {
                int end = endOfRun(first, blocks);
                if (!putRun(first, end, buffer)) {
                    return;
                }
                for (; first < end; first++) {
                    blockBytes += sending[3 * first + 2];
                }
            }
            long begunNanos = System.nanoTime();
            sent = send(buffer.flip());
            if (blocks > 0) {
                sendSize.sent(blocks, System.nanoTime() - begunNanos);
                int last = 3 * blocks - 3;
                traffic.served(sending[last], sending[last + 1] + sending[last + 2]);
            }
            traffic.uploadedBytes.addAndGet(blockBytes);
            owner.uploaded(blockBytes);
        } finally {
            rates.upload().moved(sent - paid);
        }
    }

    /** The index behind the blocks to be sent that follow one another in a piece. */
    private int endOfRun(int first, int blocks) {
        int end = first + 1;
        while (end < blocks
                && sending[3 * end] == sending[3 * first]
                && sending[3 * end + 1] == sending[3 * end - 2] + sending[3 * end - 1]) {
            end++;
        }
        return end;
    }

    /** Reads a run of blocks at once, to where the last of them ends, and moves the others forward to make their headers room. */
    private boolean putRun(int first, int end, ByteBuffer buffer) {
        int start = buffer.position();
        int read = start + (end - first) * PeerMessageCodec.PIECE_HEADER;
        int bytes = sending[3 * end - 2] + sending[3 * end - 1] - sending[3 * first + 1];
        buffer.limit(read + bytes).position(read);
        if (!owner.read(sending[3 * first], sending[3 * first + 1], buffer)) {
            return false;
        }
        buffer.position(start);
        for (int i = first; i < end; i++) {
            int length = sending[3 * i + 2];
            PeerMessageCodec.encodePieceHeader(sending[3 * i], sending[3 * i + 1], length, buffer);
            if (buffer.position() != read) {
                buffer.put(buffer.position(), buffer, read, length);
            }
            buffer.position(buffer.position() + length);
            read += length;
        }
        buffer.limit(buffer.capacity());
        return true;
    }

    /** Ends the connection, from any thread. */
    void close() {
        out.close();
        link.close();
    }

    @Override
    public String toString() {
        return link.remote().toString();
    }
}
