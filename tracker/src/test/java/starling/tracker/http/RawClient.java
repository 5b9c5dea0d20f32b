package starling.tracker.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends exactly the bytes it is given, and reads answers one by one. */
final class RawClient implements AutoCloseable {
    record Answer(int status, String head, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    static final int DEFAULT_WINDOW = 0;

    private final Socket socket;

    RawClient(int port) throws IOException {
        this(port, 1, DEFAULT_WINDOW);
    }

    /**
     * @param lastByte of its own address, which begins with 127.0.0
     * @param windowBytes how much it lets the server send before it reads
     */
    RawClient(int port, int lastByte, int windowBytes) throws IOException {
        socket = new Socket();
        if (windowBytes != DEFAULT_WINDOW) {
            socket.setReceiveBufferSize(windowBytes);
        }
        socket.bind(new InetSocketAddress(loopback(lastByte), 0));
        socket.connect(new InetSocketAddress(loopback(1), port));
    }

    private static InetAddress loopback(int lastByte) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastByte});
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    RawClient get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n");
    }

    Answer read() throws IOException {
        return read(true);
    }

    Answer read(boolean withBody) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed after: " + head);
            }
            bytes.write(next);
            head = bytes.toString(StandardCharsets.ISO_8859_1);
        }
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ") + "content-length: ".length();
        int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)));
        byte[] body = withBody ? in.readNBytes(length) : new byte[0];
        return new Answer(Integer.parseInt(head.substring(9, 12)), head, body);
    }

    /** Whether the server has closed, which this waits for. */
    boolean isClosedByServer() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
