package starling.tracker.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes that {@code Content-Length} announced, and none of what follows them on the connection. */
public final class RequestBody extends InputStream {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    static final RequestBody NONE = new RequestBody(InputStream.nullInputStream(), 0);

    private final InputStream connection;
    private final long lengthBytes;
    private volatile long remainingBytes;
    private OutputStream waitingSender;

    RequestBody(InputStream connection, long lengthBytes) {
        this.connection = connection;
        this.lengthBytes = lengthBytes;
        this.remainingBytes = lengthBytes;
    }

    /** The sender waits for a word before it sends the body (RFC 9110, 10.1.1): it gets it once someone reads. */
    void saysContinueTo(OutputStream sender) {
        waitingSender = remainingBytes > 0 ? sender : null;
    }

    /** Whether the sender still waits to be told to go on, and may never send the body. */
    boolean isHeldBack() {
        return waitingSender != null;
    }

    /** How long it is. */
    long lengthBytes() {
        return lengthBytes;
    }

    /** How many bytes have not been read yet. */
    public long remainingBytes() {
        return remainingBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws EOFException where the connection ends before the body does */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (remainingBytes == 0) {
            return -1;
        }
        if (waitingSender != null) {
            waitingSender.write(CONTINUE);
            waitingSender.flush();
            waitingSender = null;
        }
        int count = connection.read(into, offset, (int) Math.min(length, remainingBytes));
        if (count < 0) {
            throw new EOFException("the body ends too early");
        }
        remainingBytes -= count;
        return count;
    }
}
