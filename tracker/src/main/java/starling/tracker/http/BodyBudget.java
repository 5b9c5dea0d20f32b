package starling.tracker.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import starling.tracker.admission.AddressQuota;

/**
 * The memory that all large bodies on their way in or out may take together. It is taken as the bytes arrive, so a
 * sender that promises much and sends little keeps nobody out. One address has half of it at most, this machine itself
 * apart.
 */
public final class BodyBudget {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Semaphore chunks;
    private final int mostOfOne;

    /** How many chunks each address has, or each IPv6 network of 64 bits. */
    private final Map<ByteBuffer, Integer> held = new ConcurrentHashMap<>();

    public BodyBudget(long totalBytes) {
        int total = (int) Math.min(totalBytes / CHUNK_BYTES, Integer.MAX_VALUE);
        this.chunks = new Semaphore(total);
        this.mostOfOne = total / 2;
    }

    private void take(int wanted, InetAddress source) throws HttpException {
        if (!chunks.tryAcquire(wanted)) {
            throw new HttpException(503, "too many large transfers at once; try again in a moment");
        }
        if (!source.isLoopbackAddress() && held.merge(AddressQuota.owner(source), wanted, Integer::sum) > mostOfOne) {
            giveBack(wanted, source);
            throw new HttpException(503, "too many large transfers of this address at once; try again in a moment");
        }
    }

    private void giveBack(int taken, InetAddress source) {
        if (!source.isLoopbackAddress()) {
            held.computeIfPresent(AddressQuota.owner(source), (owner, had) -> had == taken ? null : had - taken);
        }
        chunks.release(taken);
    }

    /** A body that has been read; what it takes of the budget is given back when this is closed. */
    public final class Upload implements AutoCloseable {
        private final InetAddress source;
        private byte[] bytes = {};
        private int taken;

        private Upload(InetAddress source) {
            this.source = source;
        }

        /** The body, not a copy. */
        public byte[] bytes() {
            return bytes;
        }

        private void readAll(RequestBody body) throws IOException {
            int length = 0;
            while (body.remainingBytes() > 0) {
                int first = body.read();
                take(1, source);
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
            giveBack(taken, source);
            taken = 0;
        }
    }

    /**
     * Reads the whole body; the route has bounded its length.
     *
     * @param source whose it is
     * @throws HttpException 503 where the budget is used up
     */
    public Upload receive(RequestBody body, InetAddress source) throws IOException {
        Upload upload = new Upload(source);
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
     * @param receiver whom it is for
     * @throws HttpException 503 where the budget is used up
     */
    public HttpResponse send(HttpResponse response, InetAddress receiver) throws HttpException {
        int wanted = response.body().length / CHUNK_BYTES + 1;
        take(wanted, receiver);
        return response.afterwards(() -> giveBack(wanted, receiver));
    }
}
