package starling.peer.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import starling.metainfo.PieceLayout;
import starling.peer.policy.PartialPiece;
import starling.peer.policy.PiecePicker;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/** The books on blocks that come in: whose they are to write, which pieces are whole. Takes the torrent's lock itself. */
final class BlockClaims {
    private final ReentrantLock lock;
    private final PieceLayout layout;
    private final PiecePicker picker;
    private final Attendance attendance;
    private final BlockRequests requests;
    private final AtomicLong downloadedBytes = new AtomicLong();

    BlockClaims(
            ReentrantLock lock, PieceLayout layout, PiecePicker picker, Attendance attendance, BlockRequests requests) {
        this.lock = lock;
        this.layout = layout;
        this.picker = picker;
        this.attendance = attendance;
        this.requests = requests;
    }

    long downloadedBytes() {
        return downloadedBytes.get();
    }

    /** Blocks came in: those that were waited for are now the caller's to write. */
    void claim(PeerConnection from, BlockBatch batch) throws WireException {
        long bytes = 0;
        for (int i = 0; i < batch.size; i++) {
            PeerMessage.Piece block = batch.blocks[i];
            int length = block.data().remaining();
            // All are checked before the first is claimed: a claimed block that nobody writes is lost for good.
            if (!layout.isBlock(block.piece(), block.begin(), length)) {
                throw new WireException("block out of bounds");
            }
            bytes += length;
        }
        long given = 0;
        lock.lock();
        try {
            for (int i = 0; i < batch.size; i++) {
                PeerMessage.Piece block = batch.blocks[i];
                batch.pieces[i] = picker.received(from.pieces, block.piece(), block.begin() / PieceLayout.BLOCK_LENGTH);
                given += batch.pieces[i] == null ? 0 : block.data().remaining();
            }
            from.lastBlockNanos = System.nanoTime();
            from.depth.received(batch.size, from.lastBlockNanos);
            from.snubbed = false;
            from.rejectsSinceBlock = 0;
        } finally {
            lock.unlock();
        }
        from.traffic.downloadedBytes.addAndGet(bytes);
        from.traffic.givenBytes.addAndGet(given);
        downloadedBytes.addAndGet(bytes);
    }

    /** The blocks from that index on could not be written; the batch holds them no more. */
    void unclaim(BlockBatch batch, int from) {
        lock.lock();
        try {
            for (int i = from; i < batch.size; i++) {
                if (batch.pieces[i] != null) {
                    picker.writeFailed(batch.pieces[i], batch.blocks[i].begin() / PieceLayout.BLOCK_LENGTH);
                    batch.pieces[i] = null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The blocks are written: asks for more. The pieces that are whole now, to be verified. */
    List<PartialPiece> count(PeerConnection from, BlockBatch batch) {
        List<PartialPiece> whole = new ArrayList<>(1);
        lock.lock();
        try {
            for (int i = 0; i < batch.size; i++) {
                PartialPiece piece = batch.pieces[i];
                if (piece == null) {
                    continue;
                }
                int block = batch.blocks[i].begin() / PieceLayout.BLOCK_LENGTH;
                if (picker.written(piece, block)) {
                    whole.add(piece);
                }
                if (picker.isAskedOfOthers(piece, block)) {
                    requests.cancel(piece.piece(), block);
                }
            }
            requests.ask(from);
        } finally {
            lock.unlock();
        }
        return whole;
    }

    /** The piece is there, and everyone hears of it. Whether it was the last that is wanted. */
    boolean verified(PartialPiece whole) {
        lock.lock();
        try {
            boolean before = picker.isComplete();
            picker.verified(whole);
            boolean complete = picker.isComplete();
            PeerMessage have = new PeerMessage.Have(whole.piece());
            for (PeerConnection connection : attendance.connections()) {
                if (connection.pieces.isSeed()) {
                    connection.out.addUnhurried(have);
                } else {
                    connection.out.add(have);
                }
                Conversation.updateInterest(connection);
                if (complete && !before) {
                    Conversation.sayUploadOnly(connection);
                }
                if (complete && (connection.pieces.isSeed() || connection.extensions.isUploadOnly())) {
                    connection.close();
                }
            }
            return complete && !before || picker.isSeed();
        } finally {
            lock.unlock();
        }
    }

    /** The piece is missing again; {@code inDoubt} where it is to come from one peer alone. */
    void failed(PartialPiece whole, boolean inDoubt) {
        lock.lock();
        try {
            picker.failed(whole, inDoubt);
            requests.askAll();
        } finally {
            lock.unlock();
        }
    }

    /** Who sent each block of a piece. */
    List<Sender> senders(PartialPiece piece) {
        lock.lock();
        try {
            return attendance.senders(piece);
        } finally {
            lock.unlock();
        }
    }
}
