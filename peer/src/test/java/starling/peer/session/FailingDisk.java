package starling.peer.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import starling.peer.storage.OpenFiles;

/** A disk whose n-th write fails, and all after it, until it is mended. */
final class FailingDisk implements OpenFiles.Disk {
    /** How it fails. */
    interface Failure {
        void happen() throws IOException;
    }

    /** Does not fail, but takes until it may go on. */
    static final class Hold implements Failure {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void happen() throws IOException {
            reached.countDown();
            try {
                goOn.await();
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
        }

        void awaitReached() throws InterruptedException {
            reached.await();
        }

        void goOn() {
            goOn.countDown();
        }
    }

    private final Failure failure;
    private final AtomicInteger readsLeft;
    private final AtomicInteger writesLeft;
    private final AtomicInteger forcesLeft;

    /** @param failure what the system says */
    FailingDisk(String failure, int goodWrites, int goodForces) {
        this(
                () -> {
                    throw new IOException(failure);
                },
                Integer.MAX_VALUE,
                goodWrites,
                goodForces);
    }

    FailingDisk(Failure failure, int goodReads, int goodWrites, int goodForces) {
        this.failure = failure;
        this.readsLeft = new AtomicInteger(goodReads);
        this.writesLeft = new AtomicInteger(goodWrites);
        this.forcesLeft = new AtomicInteger(goodForces);
    }

    void mend() {
        readsLeft.set(Integer.MAX_VALUE);
        writesLeft.set(Integer.MAX_VALUE);
        forcesLeft.set(Integer.MAX_VALUE);
    }

    @Override
    public FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
        return new Channel(FileChannel.open(path, options));
    }

    private void use(AtomicInteger left) throws IOException {
        if (left.get() == 0) {
            failure.happen();
        }
        left.decrementAndGet();
    }

    private final class Channel extends FileChannel {
        private final FileChannel real;

        Channel(FileChannel real) {
            this.real = real;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            use(writesLeft);
            return real.write(source, position);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            use(forcesLeft);
            real.force(metadata);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            use(readsLeft);
            return real.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            return this;
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
