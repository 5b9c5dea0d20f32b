package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;

/**
 * What waits to be sent to one peer: messages, encoded, and the blocks that it asked for, which are read from disk only
 * when their turn comes. Both are bounded: a peer that asks and never reads fills them and is dropped.
 */
final class OutgoingQueue {
    /** How many requests of a peer are kept ({@code reqq}). */
    static final int MAX_BLOCKS = 1_024;

    private static final int REQUEST_LENGTH = PeerMessageCodec.encodedLength(new PeerMessage.Request(0, 0, 0));
    private static final int SMALL = 512;
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    /** After so long without a word the peer gets a keep-alive; it may hang up after two minutes (BEP 3). */
    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(100);

    /** What the writer is to do next. */
    enum Turn {
        MESSAGES,
        BLOCK,
        /** A block waits for a turn that nobody has asked for yet. */
        ASK,
        KEEP_ALIVE,
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private ByteBuffer messages = ByteBuffer.allocate(SMALL);
    private ByteBuffer spare = ByteBuffer.allocate(SMALL);
    private final boolean rejects;
    private final Set<Integer> allowed = new HashSet<>(0);
    private int[] blocks = new int[3 * 16];
    private int head;
    private int count;
    private int granted;
    private boolean asked;
    private boolean closed;

    /** @param rejects whether the peer wants to be told of requests that will not be answered (BEP 6) */
    OutgoingQueue(boolean rejects) {
        this.rejects = rejects;
    }

    /** Adds a message. False where the peer has left too much unread; it is then closed. */
    boolean add(PeerMessage message) {
        lock.lock();
        try {
            return !closed && put(message);
        } finally {
            lock.unlock();
        }
    }

    /** The same, where the message can wait for the next one or for {@link #hurry}: waking the writer costs more than it. */
    boolean addUnhurried(PeerMessage message) {
        lock.lock();
        try {
            return !closed && encode(message);
        } finally {
            lock.unlock();
        }
    }

    /** What waits goes out now. */
    void hurry() {
        lock.lock();
        try {
            if (messages.position() > 0) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds requests, without an object for each. False as with {@link #add}.
     *
     * @param requests piece, begin and length of one after the other
     * @param length how many numbers of the array count
     */
    boolean addRequests(int[] requests, int length) {
        lock.lock();
        try {
            int bytes = length / 3 * REQUEST_LENGTH;
            if (closed || !makeRoom(bytes)) {
                return false;
            }
            for (int i = 0; i < length; i += 3) {
                PeerMessageCodec.encodeRequest(requests[i], requests[i + 1], requests[i + 2], messages);
            }
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes of messages wait to be sent. */
    int waitingBytes() {
        lock.lock();
        try {
            return messages.position();
        } finally {
            lock.unlock();
        }
    }

    private boolean put(PeerMessage message) {
        boolean done = encode(message);
        filled.signal();
        return done;
    }

    private boolean encode(PeerMessage message) {
        int length = PeerMessageCodec.encodedLength(message);
        if (!makeRoom(length)) {
            return false;
        }
        PeerMessageCodec.encode(message, messages);
        return true;
    }

    private boolean makeRoom(int length) {
        long needed = (long) messages.position() + length;
        if (needed <= messages.capacity()) {
            return true;
        }
        if (needed > MAX_MESSAGE_BYTES) {
            closed = true;
            filled.signal();
            return false;
        }
        ByteBuffer larger =
                ByteBuffer.allocate((int) Math.min(MAX_MESSAGE_BYTES, Math.max(needed, 2L * messages.capacity())));
        messages = larger.put(messages.flip());
        return true;
    }

    /** Adds a block to be sent. False where too many wait already. */
    boolean addBlock(int piece, int begin, int length) {
        lock.lock();
        try {
            if (closed || count == MAX_BLOCKS) {
                return false;
            }
            if (3 * count == blocks.length) {
                growBlocks();
            }
            append(piece, begin, length);
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void append(int piece, int begin, int length) {
        int at = 3 * ((head + count++) & blocks.length / 3 - 1);
        blocks[at] = piece;
        blocks[at + 1] = begin;
        blocks[at + 2] = length;
    }

    private void growBlocks() {
        int[] more = new int[2 * blocks.length];
        int first = 3 * head;
        System.arraycopy(blocks, first, more, 0, blocks.length - first);
        System.arraycopy(blocks, 0, more, blocks.length - first, first);
        blocks = more;
        head = 0;
    }

    /** The peer no longer wants this block. Whether it was waiting; where it was and the peer wants to know, it is told. */
    boolean cancelBlock(int piece, int begin, int length) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                int at = 3 * ((head + i) & blocks.length / 3 - 1);
                if (blocks[at] == piece && blocks[at + 1] == begin && blocks[at + 2] == length) {
                    removeAt(i);
                    reject(piece, begin, length);
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void removeAt(int index) {
        for (int i = index; i < count - 1; i++) {
            int to = 3 * ((head + i) & blocks.length / 3 - 1);
            int from = 3 * ((head + i + 1) & blocks.length / 3 - 1);
            System.arraycopy(blocks, from, blocks, to, 3);
        }
        count--;
    }

    /** Blocks of this piece are given even while the peer is choked (BEP 6). */
    void allow(int piece) {
        lock.lock();
        try {
            allowed.add(piece);
        } finally {
            lock.unlock();
        }
    }

    /** The peer is choked: says so, and forgets the blocks it asked for, but for those of allowed pieces. */
    boolean choke() {
        lock.lock();
        try {
            boolean sent = !closed && put(PeerMessage.CHOKE);
            for (int waiting = count; waiting > 0; waiting--) {
                int at = 3 * head;
                int piece = blocks[at];
                int begin = blocks[at + 1];
                int length = blocks[at + 2];
                head = (head + 1) & blocks.length / 3 - 1;
                count--;
                if (allowed.contains(piece)) {
                    append(piece, begin, length);
                } else {
                    reject(piece, begin, length);
                }
            }
            return sent;
        } finally {
            lock.unlock();
        }
    }

    private void reject(int piece, int begin, int length) {
        if (rejects && !closed) {
            put(new PeerMessage.Reject(piece, begin, length));
        }
    }

    /**
     * Waits until there is something to do. Messages go before blocks.
     *
     * @param limited whether blocks wait for their turn
     */
    Turn await(BooleanSupplier limited) {
        lock.lock();
        try {
            long start = System.nanoTime();
            while (!closed && messages.position() == 0) {
                long now = System.nanoTime();
                long toKeepAlive = KEEP_ALIVE_NANOS - (now - start);
                if (count > 0 && (granted > 0 || !limited.getAsBoolean())) {
                    return Turn.BLOCK;
                }
                if (count > 0 && !asked) {
                    asked = true;
                    return Turn.ASK;
                }
                if (toKeepAlive <= 0) {
                    return Turn.KEEP_ALIVE;
                }
                filled.awaitNanos(toKeepAlive);
            }
            return closed ? Turn.CLOSED : Turn.MESSAGES;
        } catch (InterruptedException stop) {
            return Turn.CLOSED;
        } finally {
            lock.unlock();
        }
    }

    /** A turn is granted, and paid for. False where it comes too late. */
    boolean grant(int bytes) {
        lock.lock();
        try {
            asked = false;
            if (closed) {
                return false;
            }
            granted += bytes;
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes that are paid for; the caller's to send or to give back. */
    int takeGranted() {
        lock.lock();
        try {
            int taken = granted;
            granted = 0;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** All messages that wait, ready to be read; they are good until the next call. */
    ByteBuffer takeMessages() {
        lock.lock();
        try {
            ByteBuffer taken = messages.flip();
            messages = spare.capacity() > 16 * SMALL ? ByteBuffer.allocate(SMALL) : spare.clear();
            spare = taken;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The oldest blocks, into {@code taken} as piece, begin and length of one after the other. How many: none where
     * messages wait, and no more than there is room for with their headers.
     */
    int pollBlocks(int[] taken, int most, int roomBytes) {
        lock.lock();
        try {
            int polled = 0;
            int room = roomBytes;
            while (polled < most && count > 0 && messages.position() == 0 && !closed) {
                room -= PeerMessageCodec.PIECE_HEADER + blocks[3 * head + 2];
                if (room < 0) {
                    break;
                }
                System.arraycopy(blocks, 3 * head, taken, 3 * polled++, 3);
                head = (head + 1) & blocks.length / 3 - 1;
                count--;
            }
            return polled;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of the block that is next, 0 where there is none. */
    int firstBlockLength() {
        lock.lock();
        try {
            return count == 0 ? 0 : blocks[3 * head + 2];
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was closed, or the peer left too much unread. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the writer. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
