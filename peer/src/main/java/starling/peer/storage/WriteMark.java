package starling.peer.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a torrent's files were last written by us, in a file of eight bytes. It is written before and after each write and
 * never forced: a kill of the process leaves it true to the millisecond, and a power cut leaves it too old, so that files
 * are checked that need not be and never the other way round.
 */
public final class WriteMark {
    /** What {@link #read} says where nothing was ever written. */
    public static final long NEVER = -1;

    private static final Logger log = LoggerFactory.getLogger(WriteMark.class);

    private final Path path;
    private final Clock clock;
    private final AtomicLong last = new AtomicLong(NEVER);
    private FileChannel channel;
    private boolean closed;

    public WriteMark(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
    }

    /** A write begins or has ended. Safe for several threads, and cheap: one write a millisecond at most. */
    public void touch() {
        long now = clock.millis();
        long seen = last.get();
        if (now <= seen || !last.compareAndSet(seen, now)) {
            return;
        }
        try {
            FileChannel open = open();
            if (open != null) {
                open.write(ByteBuffer.allocate(Long.BYTES).putLong(0, now), 0);
            }
        } catch (IOException unmarked) {
            log.debug("{}: {}", path, unmarked.getMessage());
        }
    }

    private synchronized FileChannel open() throws IOException {
        if (channel == null && !closed) {
            Files.createDirectories(path.getParent());
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
        return channel;
    }

    /** The time of the last write of an earlier run, in milliseconds since 1970. */
    public static long read(Path path) {
        try {
            byte[] bytes = Files.size(path) == Long.BYTES ? Files.readAllBytes(path) : new byte[0];
            return bytes.length == Long.BYTES ? ByteBuffer.wrap(bytes).getLong() : NEVER;
        } catch (IOException absent) {
            return NEVER;
        }
    }

    /** Lets go of the file; nothing is marked from now on. */
    public synchronized void close() {
        closed = true;
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException nothingToLose) {
            log.debug("{}: {}", path, nothingToLose.getMessage());
        }
    }
}
