package starling.tracker.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes that {@code Content-Length} announced, and none of what follows them on the connection. */
public final class RequestBody extends InputStream {
    private final InputStream connection;
    private long remainingBytes;

    RequestBody(InputStream connection, long lengthBytes) {
        this.connection = connection;
        this.remainingBytes = lengthBytes;
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
        int count = connection.read(into, offset, (int) Math.min(length, remainingBytes));
        if (count < 0) {
            throw new EOFException("the body ends too early");
        }
        remainingBytes -= count;
        return count;
    }
}
