package starling.peer.discovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A tracker on loopback that says what a test wants, and remembers what it was told. */
public final class TinyTracker implements Closeable {
    /** What is said to one request. */
    public interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> queries = new LinkedBlockingQueue<>();
    private volatile Answer answer;

    public TinyTracker(Answer answer) throws IOException {
        this(answer, InetAddress.getLoopbackAddress());
    }

    TinyTracker(Answer answer, InetAddress address) throws IOException {
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            Answer now = this.answer;
            queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
            try (exchange) {
                now.give(exchange);
            }
        });
        server.start();
    }

    public static Answer body(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** An answer that names one peer, 127.0.0.1:258. */
    public static Answer swarm(int intervalSeconds) {
        return body(
                200,
                "d8:completei3e10:incompletei4e8:intervali" + intervalSeconds
                        + "e5:peers6:\u007f\u0000\u0000\u0001\u0001\u0002e");
    }

    public void answer(Answer next) {
        answer = next;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/announce";
    }

    /** The next request's query. */
    public String query() throws InterruptedException {
        String query = queries.poll(60, TimeUnit.SECONDS);
        if (query == null) {
            throw new AssertionError("nobody announced");
        }
        return query;
    }

    boolean wasAsked() {
        return !queries.isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
