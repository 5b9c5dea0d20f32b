package starling.peer.webseed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import starling.announce.Endpoint;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceLayout;
import starling.peer.discovery.LateHttp;
import starling.peer.discovery.Redirects;
import starling.wire.Bitfield;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;

/**
 * A web seed as a peer: the messages of a seeder who lets us ask for anything are read from it, and the requests written
 * to it become requests for parts of files, those that follow one another as one. So long as there is nothing to ask for,
 * no connection to the server is needed. One thread reads, one writes, any closes.
 */
public final class WebSeedChannel implements ByteChannel {
    private static final long MOST_RUN_BYTES = 64L << 20;

    /** Far more than are asked of one peer. */
    private static final int MOST_WAITING = 8_192;

    /** After so long without a request it shows that it is still here. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** For how long bytes are gathered, so that what comes fast is handed on in few and long reads. */
    private static final long GATHERED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int CHUNK = 32 * 1024;

    private final Metainfo metainfo;
    private final PieceLayout layout;
    private final WebSeedUrl url;
    private final Endpoint remote;
    private final WebServers servers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<PeerMessage.Request> waiting = new ArrayDeque<>();
    private volatile boolean open = true;
    private volatile Runnable abort = () -> {};

    private volatile Optional<WebSeedException> failure = Optional.empty();
    private volatile OptionalInt absentFile = OptionalInt.empty();

    // For the reader alone.
    private ByteBuffer head;
    private final byte[] chunk = new byte[CHUNK];
    private final Deque<PeerMessage.Request> run = new ArrayDeque<>();
    private final Deque<FilePart> parts = new ArrayDeque<>();
    private int blockLeft;
    private RangeBody body;
    private URI asked;
    private URI found;

    private WebSeedChannel(Metainfo metainfo, WebSeedUrl url, Endpoint remote, WebServers servers, Bitfield has) {
        this.metainfo = metainfo;
        this.layout = metainfo.layout();
        this.url = url;
        this.remote = remote;
        this.servers = servers;
        this.head = firstWords(has);
    }

    /**
     * Opens one; nothing is asked of the server yet but its address of the name service.
     *
     * @param absent the files that the server does not have, counted from 0
     * @throws WebSeedException where it cannot be used
     */
    public static WebSeedChannel open(Metainfo metainfo, String written, BitSet absent, WebServers servers)
            throws WebSeedException {
        WebSeedUrl url = new WebSeedUrl(written, metainfo);
        Bitfield has = has(metainfo, absent);
        if (has.isEmpty()) {
            throw new WebSeedException("it has none of the files");
        }
        try {
            if (url.base().getRawQuery() != null && Redirects.isInside(url.base())) {
                throw new WebSeedException("a query to this machine or its network is not for a torrent to make");
            }
            InetAddress address = InetAddress.getByName(url.base().getHost());
            return new WebSeedChannel(metainfo, url, new Endpoint(address, url.port()), servers, has);
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    /** The pieces that hold nothing of these files. */
    private static Bitfield has(Metainfo metainfo, BitSet absent) {
        PieceLayout layout = metainfo.layout();
        Bitfield has = Bitfield.full(layout.pieceCount());
        for (int index = absent.nextSetBit(0); index >= 0; index = absent.nextSetBit(index + 1)) {
            FileEntry file = metainfo.files().get(index);
            for (int piece = layout.pieceAt(file.offset()); piece <= layout.pieceAt(file.end() - 1); piece++) {
                has.clear(piece);
            }
        }
        return has;
    }

    private static ByteBuffer firstWords(Bitfield has) {
        PeerMessage pieces = has.isFull() ? PeerMessage.HAVE_ALL : PeerMessage.Pieces.of(has);
        ByteBuffer words = ByteBuffer.allocate(PeerMessageCodec.encodedLength(pieces)
                + PeerMessageCodec.encodedLength(PeerMessage.UNCHOKE)
                + PeerMessageCodec.PIECE_HEADER);
        PeerMessageCodec.encode(pieces, words);
        PeerMessageCodec.encode(PeerMessage.UNCHOKE, words);
        return words.flip();
    }

    /** The server's address. */
    public Endpoint remote() {
        return remote;
    }

    /** Whether it is asked over HTTPS. */
    public boolean isSecured() {
        return url.isSecured();
    }

    /** Where it is, as people read it. */
    public String url() {
        return url.toString();
    }

    /** Why it ended, where that was the server's doing. */
    public Optional<WebSeedException> failure() {
        return failure;
    }

    /** The file that the server does not have, where it ended for that. */
    public OptionalInt absentFile() {
        return absentFile;
    }

    /** Takes whole messages; all but requests and those that take them back say nothing to a server. */
    @Override
    public int write(ByteBuffer messages) throws IOException {
        int bytes = messages.remaining();
        lock.lock();
        try {
            while (messages.hasRemaining()) {
                int length = messages.getInt();
                PeerMessage message = PeerMessageCodec.decode(messages.slice(messages.position(), length));
                messages.position(messages.position() + length);
                if (message instanceof PeerMessage.Request request && waiting.size() < MOST_WAITING) {
                    waiting.add(request);
                } else if (message instanceof PeerMessage.Cancel cancel) {
                    waiting.remove(new PeerMessage.Request(cancel.piece(), cancel.begin(), cancel.length()));
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (!open) {
            throw new ClosedChannelException();
        }
        return bytes;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        long until = System.nanoTime() + GATHERED_NANOS;
        if (failure.isPresent()) {
            throw failure.get();
        }
        try {
            do {
                readSome(target);
            } while (target.hasRemaining() && isInRun() && System.nanoTime() - until < 0);
        } catch (IOException | RuntimeException failed) {
            if (!open) {
                throw new ClosedChannelException();
            }
            failure = Optional.of(failure(failed));
            if (target.position() == start) {
                throw failure.get();
            }
        }
        return target.position() - start;
    }

    private static WebSeedException failure(Exception failed) {
        return failed instanceof WebSeedException said ? said : new WebSeedException(LateHttp.reason(failed), failed);
    }

    private boolean isInRun() {
        return head.hasRemaining() || blockLeft > 0 || !run.isEmpty();
    }

    private void readSome(ByteBuffer target) throws IOException {
        if (!head.hasRemaining() && blockLeft == 0) {
            nextBlock();
        }
        if (head.hasRemaining()) {
            int length = Math.min(head.remaining(), target.remaining());
            target.put(head.slice(head.position(), length));
            head.position(head.position() + length);
        } else {
            blockLeft -= readBody(target);
        }
    }

    private void nextBlock() throws IOException {
        head.clear();
        if (run.isEmpty() && !awaitRun()) {
            PeerMessageCodec.encode(PeerMessage.KEEP_ALIVE, head);
        } else {
            PeerMessage.Request block = run.remove();
            PeerMessageCodec.encodePieceHeader(block.piece(), block.begin(), block.length(), head);
            blockLeft = block.length();
        }
        head.flip();
    }

    /** Takes the requests that wait and follow one another. False where none has come for a while. */
    private boolean awaitRun() throws IOException {
        long bytes = 0;
        long offset = 0;
        lock.lock();
        try {
            long left = QUIET_NANOS;
            while (open && waiting.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty() && open) {
                return false;
            }
            while (open && !waiting.isEmpty()) {
                PeerMessage.Request next = waiting.peek();
                long at = layout.pieceOffset(next.piece()) + next.begin();
                if (!run.isEmpty() && at != offset + bytes || bytes + next.length() > MOST_RUN_BYTES) {
                    break;
                }
                offset = run.isEmpty() ? at : offset;
                bytes += next.length();
                run.add(waiting.remove());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        if (run.isEmpty()) {
            throw new ClosedChannelException();
        }
        parts.addAll(FilePart.of(metainfo.files(), offset, bytes));
        return true;
    }

    private int readBody(ByteBuffer target) throws IOException {
        if (body == null) {
            FilePart part = parts.remove();
            body = metainfo.files().get(part.file()).padding() ? RangeBody.ofPadding(part.length()) : ask(part);
        }
        int count = body.read(chunk, Math.min(Math.min(blockLeft, target.remaining()), chunk.length));
        target.put(chunk, 0, count);
        if (body.isDone()) {
            body = null;
            abort = () -> {};
        }
        return count;
    }

    private RangeBody ask(FilePart part) throws IOException {
        URI at = url.file(part.file());
        URI known = at.equals(asked) ? found : at;
        try {
            RangeBody answer =
                    servers.get(known, part, metainfo.files().get(part.file()).lengthBytes(), this::abortBy);
            asked = at;
            found = answer.from();
            return answer;
        } catch (WebSeedException refused) {
            absentFile = refused.isOfFile() ? OptionalInt.of(part.file()) : OptionalInt.empty();
            throw refused;
        }
    }

    private void abortBy(Runnable action) {
        abort = action;
        if (!open) {
            action.run();
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            open = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        abort.run();
    }
}
