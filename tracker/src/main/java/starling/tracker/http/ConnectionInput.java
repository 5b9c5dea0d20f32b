package starling.tracker.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What comes in on a connection, with a buffer that shows whether the head of a request is there already. */
final class ConnectionInput extends InputStream {
    private static final int BUFFER_BYTES = 2 * 1024;

    /** A client whose connection was just taken is often about to write: letting it run is cheaper than a thread. */
    private static final int LOOKS = 3;

    private final InputStream socket;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int end;

    ConnectionInput(InputStream socket) {
        this.socket = socket;
    }

    /** Waits for something to read; false where the connection ends. */
    boolean awaitMore() throws IOException {
        return position < end || fill();
    }

    /** Whether a request's head has come to its last line, as far as a few looks without waiting show. */
    boolean hasHead() throws IOException {
        for (int looks = 1; position == end; looks++) {
            if (socket.available() > 0) {
                fill();
                break;
            }
            if (looks == LOOKS) {
                return false;
            }
            Thread.yield();
        }
        for (int i = position + 1; i < end; i++) {
            if (buffer[i] == '\n'
                    && (buffer[i - 1] == '\n' || i > 1 && buffer[i - 1] == '\r' && buffer[i - 2] == '\n')) {
                return true;
            }
        }
        return false;
    }

    /** The path of the request whose head is there, as it was sent; empty where that is none. */
    String peekPath() {
        int from = position;
        while (from < end && buffer[from] > ' ') {
            from++;
        }
        int to = ++from;
        while (to < end && buffer[to] > ' ' && buffer[to] != '?') {
            to++;
        }
        return to < end ? new String(buffer, from, to - from, StandardCharsets.ISO_8859_1) : "";
    }

    /**
     * A line without its end, a character a byte.
     *
     * @param maxBytes with the carriage return where there is one
     * @throws HttpException with that status where the line is longer
     * @throws EOFException where the connection ends inside it
     */
    String readLine(int maxBytes, int statusIfLonger, String ifLonger) throws IOException {
        int looked = 0;
        while (true) {
            for (; position + looked < end; looked++) {
                if (buffer[position + looked] == '\n') {
                    int length = looked > 0 && buffer[position + looked - 1] == '\r' ? looked - 1 : looked;
                    String line = new String(buffer, position, length, StandardCharsets.ISO_8859_1);
                    position += looked + 1;
                    return line;
                }
                if (looked >= maxBytes) {
                    throw new HttpException(statusIfLonger, ifLonger);
                }
            }
            makeRoom(maxBytes);
            if (!fill()) {
                throw new EOFException("the request ends too early");
            }
        }
    }

    /** What is left goes to the front of a buffer that holds a line of that length. */
    private void makeRoom(int maxBytes) {
        if (end == buffer.length) {
            byte[] roomy = position > 0 ? buffer : new byte[Math.min(2 * buffer.length, maxBytes + BUFFER_BYTES)];
            System.arraycopy(buffer, position, roomy, 0, end - position);
            buffer = roomy;
            end -= position;
            position = 0;
        }
    }

    /** Whether something was read that nobody has taken; what the system still holds is not asked for. */
    boolean hasUntaken() {
        return position < end;
    }

    private boolean fill() throws IOException {
        if (position == end) {
            position = 0;
            end = 0;
        }
        int count = socket.read(buffer, end, buffer.length - end);
        if (count > 0) {
            end += count;
        }
        return count > 0;
    }

    @Override
    public int read() throws IOException {
        return awaitMore() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position == end) {
            return socket.read(into, offset, length);
        }
        int count = Math.min(length, end - position);
        System.arraycopy(buffer, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return end - position + socket.available();
    }
}
