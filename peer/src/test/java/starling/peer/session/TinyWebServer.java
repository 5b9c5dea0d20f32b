package starling.peer.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A web server on loopback that gives parts of files, or whatever else a test wants. */
final class TinyWebServer implements Closeable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    /** What is said to one request. */
    interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    /** What was asked: a path, and the bytes of it. */
    record Asked(String path, int from, int to) {}

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    TinyWebServer() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), "http");
    }

    /** One that speaks HTTPS. */
    static TinyWebServer secured(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new TinyWebServer(server, "https");
    }

    private TinyWebServer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Serves a file; the path as it is unescaped. */
    TinyWebServer with(String path, byte[] bytes) {
        files.put(path, bytes);
        return this;
    }

    /** Says something else at a path, until it is told to serve the file. */
    TinyWebServer saying(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    void serveAll() {
        answers.clear();
    }

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    static Answer redirect(String to) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    List<Asked> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        boolean part = range.matches();
        int from = part ? Integer.parseInt(range.group(1)) : 0;
        int to = part ? Integer.parseInt(range.group(2)) : 0;
        asked.add(new Asked(path, from, to));
        try (exchange) {
            Answer answer = answers.get(path);
            byte[] bytes = files.get(path);
            if (answer != null) {
                answer.give(exchange);
            } else if (bytes == null || !part) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + bytes.length);
                exchange.sendResponseHeaders(206, to + 1L - from);
                exchange.getResponseBody().write(Arrays.copyOfRange(bytes, from, to + 1));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
