package starling.peer.webseed;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** The bytes of a part of a file, as a server sends them: just as many as were asked for. */
final class RangeBody {
    private final Closeable response;
    private final URI from;
    private final InputStream in;
    private long left;

    /**
     * @param from where it came from in the end
     * @param length as the answer's head promised
     */
    RangeBody(ClassicHttpResponse response, URI from, long length) throws IOException {
        this(
                response,
                from,
                response.getEntity() == null
                        ? InputStream.nullInputStream()
                        : response.getEntity().getContent(),
                length);
    }

    /** What nobody need be asked for. */
    static RangeBody ofPadding(long length) {
        return new RangeBody(() -> {}, null, new Zeros(length), length);
    }

    private RangeBody(Closeable response, URI from, InputStream in, long length) {
        this.response = response;
        this.from = from;
        this.in = in;
        this.left = length;
    }

    private static final class Zeros extends InputStream {
        private long left;

        private Zeros(long length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }
    }

    URI from() {
        return from;
    }

    boolean isDone() {
        return left == 0;
    }

    /**
     * Reads at least a byte. After the last the connection is free for the next request.
     *
     * @throws WebSeedException where the body ends too soon or goes on too long
     */
    int read(byte[] target, int most) throws IOException {
        int count = in.read(target, 0, (int) Math.min(most, left));
        if (count < 0) {
            throw new WebSeedException("it sends less than was asked for");
        }
        left -= count;
        if (left == 0) {
            if (in.read() >= 0) {
                throw new WebSeedException("it sends more than was asked for");
            }
            response.close();
        }
        return count;
    }
}
