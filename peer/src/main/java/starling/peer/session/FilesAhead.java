package starling.peer.session;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.Metainfo;
import starling.peer.fault.Faults;
import starling.peer.storage.ContentFiles;

/**
 * Has the files of a piece made once it is asked for, on a thread of their own, so that the one that takes its blocks in
 * finds them there: to make a file takes a disk longer than to write a small one. It is help and no more: what it leaves
 * out, or what fails, the first byte of the file brings up again. Its monitor is held for a few instructions.
 */
final class FilesAhead {
    private static final int MOST_PIECES = 64;
    private static final Logger log = LoggerFactory.getLogger(FilesAhead.class);

    private final Metainfo metainfo;
    private final ContentFiles content;
    private final Executor executor;
    private final Underway underway;
    private final Deque<Integer> pieces = new ArrayDeque<>();
    private boolean open;
    private boolean begun;

    /** @param underway is told of pieces whose files are being made */
    FilesAhead(Metainfo metainfo, ContentFiles content, Executor executor, Underway underway) {
        this.metainfo = metainfo;
        this.content = content;
        this.executor = executor;
        this.underway = underway;
    }

    /** Files may be made from now on. */
    synchronized void start() {
        open = true;
    }

    /** No more are made, but for one that is being made at this moment. */
    synchronized void stop() {
        open = false;
        pieces.clear();
    }

    /** Blocks of the piece will come in. Never waits. */
    void asked(int piece) {
        if (metainfo.files().size() > 1 && add(piece)) {
            try {
                executor.execute(Faults.outlived("files", this::makeAll));
            } catch (RejectedExecutionException left) {
                stop();
            }
        }
    }

    /** Whether nobody is at work on them yet. */
    private synchronized boolean add(int piece) {
        if (!open || pieces.size() == MOST_PIECES) {
            return false;
        }
        pieces.add(piece);
        boolean first = !begun;
        begun = true;
        return first;
    }

    private void makeAll() {
        try {
            for (int piece = next(); piece >= 0; piece = next()) {
                try {
                    make(piece);
                } finally {
                    underway.ends();
                }
            }
        } catch (RuntimeException | Error fault) {
            failed();
            throw fault;
        }
    }

    /** The piece whose files are to be made; below 0 where there is none, and the next that is asked for begins anew. */
    private synchronized int next() {
        begun = !pieces.isEmpty();
        if (!begun) {
            return -1;
        }
        underway.begins();
        return pieces.poll();
    }

    private void make(int piece) {
        long offset = metainfo.layout().pieceOffset(piece);
        try {
            content.makeFiles(offset, offset + metainfo.layout().pieceLength(piece), this::isOpen);
        } catch (IOException failed) {
            log.debug("{}: {}", metainfo.name(), failed.getMessage());
        }
    }

    private synchronized void failed() {
        pieces.clear();
        begun = false;
    }

    private synchronized boolean isOpen() {
        return open;
    }
}
