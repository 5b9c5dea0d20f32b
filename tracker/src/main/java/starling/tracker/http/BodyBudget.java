package starling.tracker.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * The memory that all large bodies on their way in or out may take together. It is taken as the bytes arrive, so a
 * sender that promises much and sends little keeps nobody out.
 */
public final class BodyBudget {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Semaphore chunks;

    public BodyBudget(long totalBytes) {
        this.chunks = new Semaphore((int) Math.min(totalBytes / CHUNK_BYTES, Integer.MAX_VALUE));
    }

    /** A body that has been read; what it takes of the budget is given back when this is closed. */
    public final class Upload implements AutoCloseable {
        private byte[] bytes = {};
        private int taken;

        private Upload() {}

        /** The body, not a copy. */
        public byte[] bytes() {
            return bytes;
        }

        private void readAll(RequestBody body) throws IOException {
            int length = 0;
            while (body.remainingBytes() > 0) {
                int first = body.read();
                if (!chunks.tryAcquire()) {
                    throw used();
                }
                taken++;
                int wanted = (int) Math.min(CHUNK_BYTES - 1, body.remainingBytes());
                if (bytes.length < length + 1 + wanted) {
                    long whole = length + 1 + body.remainingBytes();
                    bytes = Arrays.copyOf(bytes, (int) Math.min(whole, Math.max(2L * length, CHUNK_BYTES)));
                }
                bytes[length++] = (byte) first;
                length += body.readNBytes(bytes, length, wanted);
            }
        }

        @Override
        public void close() {
            bytes = new byte[0];
            chunks.release(taken);
            taken = 0;
        }
    }

    /**
     * Reads the whole body; the route has bounded its length.
     *
     * @throws HttpException 503 where the budget is used up
     */
    public Upload receive(RequestBody body) throws IOException {
        Upload upload = new Upload();
        try {
            upload.readAll(body);
            return upload;
        } catch (IOException failed) {
            upload.close();
            throw failed;
        }
    }

    /**
     * The answer, counted until it has been sent.
     *
     * @throws HttpException 503 where the budget is used up
     */
    public HttpResponse send(HttpResponse response) throws HttpException {
        int wanted = response.body().length / CHUNK_BYTES + 1;
        if (!chunks.tryAcquire(wanted)) {
            throw used();
        }
        return response.afterwards(() -> chunks.release(wanted));
    }

    private static HttpException used() {
        return new HttpException(503, "too many large transfers at once; try again in a moment");
    }
}
