package starling.tracker.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import starling.announce.HttpAnnounceQuery;

/** One announce after the other, each on a connection of its own or all on one. */
final class HttpLoad implements TrackerLoad.Client {
    private static final int MAX_ANSWER_BYTES = 4_096;
    private static final String LENGTH = "Content-Length: ";

    private final Population population;
    private final InetSocketAddress tracker;
    private final boolean keepAlive;
    private final byte[][] requests;

    HttpLoad(Population population, InetSocketAddress tracker, boolean keepAlive) {
        this.population = population;
        this.tracker = tracker;
        this.keepAlive = keepAlive;
        this.requests = new byte[population.peers()][];
        for (int peer = 0; peer < requests.length; peer++) {
            String request = "GET /announce?" + HttpAnnounceQuery.write(population.announce(peer))
                    + (keepAlive ? " HTTP/1.1\r\nHost: tracker\r\n\r\n" : " HTTP/1.0\r\nHost: tracker\r\n\r\n");
            requests[peer] = request.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void run(AtomicInteger next, LongAdder answered, AtomicBoolean stop) throws IOException {
        while (!stop.get()) {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.connect(tracker);
                InputStream in = keepAlive ? new BufferedInputStream(socket.getInputStream()) : socket.getInputStream();
                do {
                    socket.getOutputStream().write(requests[Math.floorMod(next.getAndIncrement(), population.peers())]);
                    if (keepAlive) {
                        readOne(in);
                    } else {
                        readAll(in);
                    }
                    answered.increment();
                } while (keepAlive && !stop.get());
            }
        }
    }

    private static void readAll(InputStream in) throws IOException {
        String text = new String(in.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.ISO_8859_1);
        if (!text.contains("8:interval")) {
            throw new IOException("refused: " + text);
        }
    }

    private static void readOne(InputStream in) throws IOException {
        int length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()));
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length || !new String(body, StandardCharsets.ISO_8859_1).contains("8:interval")) {
            throw new IOException("refused: " + new String(body, StandardCharsets.ISO_8859_1));
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the tracker closed the connection");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
