package starling.tracker.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: requests one after the other, each answered before the next is read. */
final class HttpConnection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    /** Of what a client goes on sending after it was refused, so that a reset does not overtake the answer. */
    private static final int MAX_DISCARDED_BYTES = 64 * 1024;

    /** More than an answer that is had at once can have; the system takes so much without waiting for the client. */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    /** So much it takes from a fresh connection anyway. */
    private static final int FRESH_SEND_BUFFER_BYTES = 8 * 1024;

    /** A sender of a body has the time of a request and what a line of two megabits takes for it. */
    private static final long SLOWEST_BODY_BYTES_A_SECOND = 256 * 1024;

    enum Phase {
        IDLE,
        RECEIVING,
        ANSWERING
    }

    /** What the connection does, and since when. */
    record Stage(Phase phase, long sinceNanos) {}

    /** What is to come. */
    private enum Next {
        REQUEST,
        /** The client is to close, who has sent more than was read. */
        DISCARD,
        END
    }

    private final SocketChannel channel;
    private final SocketLayer layer;
    private final HttpLimits limits;
    private final RequestParser parser;
    private final Route.Handler handler;
    private final ResponseWriter writer;
    private final LongSupplier nanos;
    private final InetAddress source;
    private ConnectionInput in;
    private OutputStream out;
    private volatile RequestBody body = RequestBody.NONE;
    private Next next = Next.REQUEST;
    private volatile Stage stage;
    private volatile boolean stopping;

    HttpConnection(
            SocketChannel channel,
            SocketLayer layer,
            HttpLimits limits,
            Route.Handler handler,
            ResponseWriter writer,
            LongSupplier nanos) {
        this.channel = channel;
        this.layer = layer;
        this.limits = limits;
        this.parser = new RequestParser(limits);
        this.handler = handler;
        this.writer = writer;
        this.nanos = nanos;
        this.source = channel.socket().getInetAddress();
        enter(Phase.IDLE);
    }

    Stage stage() {
        return stage;
    }

    InetAddress source() {
        return source;
    }

    /** Whether the phase it is in has taken longer than the limits allow. */
    boolean isOverdue(long nowNanos) {
        Stage at = stage;
        long limitNanos = switch (at.phase()) {
            case IDLE -> limits.idleTime().toNanos();
            case RECEIVING -> limits.requestTime().toNanos();
            case ANSWERING -> limits.responseTime().toNanos();
        };
        if (at.phase() == Phase.RECEIVING) {
            limitNanos += TimeUnit.SECONDS.toNanos(body.lengthBytes() / SLOWEST_BODY_BYTES_A_SECOND);
        }
        return nowNanos - at.sinceNanos() > limitNanos;
    }

    /** Ends the connection, whatever it does; below any encryption, whose farewell would wait for a slow client. */
    void close() {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            LOG.debug("closing a connection", alreadyBroken);
        }
    }

    /** The request that it is answering, where there is one, is the last. */
    void takeNoMore() {
        stopping = true;
    }

    /** Ends the connection once it has answered what it is answering. */
    void finish() {
        takeNoMore();
        if (stage.phase() != Phase.ANSWERING) {
            close();
        }
    }

    /**
     * Does what takes no waiting: where all of the first request has come, and its answer is soon had, that is answered.
     * To be called once at most, before {@link #run}; not where a layer lies between.
     *
     * @return false where the connection was at its end, and is closed
     */
    boolean begin() {
        try {
            open(channel.socket());
            if (in.hasHead() && handler.isQuick(in.peekPath())) {
                next = serve(true);
            }
        } catch (IOException gone) {
            LOG.debug("connection lost", gone);
            next = Next.END;
        }
        if (next == Next.END) {
            close();
        }
        return next != Next.END;
    }

    @Override
    public void run() {
        try (channel;
                Socket socket = layer.over(channel.socket())) {
            if (in == null) {
                open(socket);
            }
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            while (next == Next.REQUEST && !stopping && passOver(body) && in.awaitMore()) {
                next = serve(false);
            }
            if (next == Next.DISCARD) {
                discard(socket);
            }
        } catch (IOException gone) {
            LOG.debug("connection lost", gone);
        }
    }

    private void open(Socket socket) throws IOException {
        in = new ConnectionInput(socket.getInputStream());
        out = socket.getOutputStream();
    }

    private void enter(Phase phase) {
        stage = new Stage(phase, nanos.getAsLong());
    }

    private boolean passOver(RequestBody unread) throws IOException {
        if (unread.remainingBytes() > 0) {
            enter(Phase.RECEIVING);
            unread.skipNBytes(unread.remainingBytes());
        }
        enter(Phase.IDLE);
        return true;
    }

    /** Answers one request. */
    private Next serve(boolean atOnce) throws IOException {
        body = RequestBody.NONE;
        enter(Phase.RECEIVING);
        HttpRequest request;
        try {
            request = parser.parse(in, source, layer != SocketLayer.PLAIN);
        } catch (HttpException refused) {
            enter(Phase.ANSWERING);
            writer.write(error(refused), false, false, out);
            return Next.DISCARD;
        }
        body = request.body();
        if (body.remainingBytes() == 0) {
            enter(Phase.ANSWERING);
        }
        if (request.minorVersion() > 0 && request.headers().lists("expect", "100-continue")) {
            request.body().saysContinueTo(out);
        }
        HttpResponse response = answer(request);
        if (body.lengthBytes() > 0) {
            enter(Phase.ANSWERING);
        }
        if (atOnce && response.body().length > FRESH_SEND_BUFFER_BYTES) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
        }
        boolean bodyIsBurden = request.body().isHeldBack() || request.body().remainingBytes() > MAX_DISCARDED_BYTES;
        boolean keepAlive = request.keepsAlive() && !stopping && response.status() < 500 && !bodyIsBurden;
        try {
            writer.write(response, keepAlive, request.method().equals("HEAD"), out);
        } finally {
            response.whenSent().run();
        }
        if (keepAlive) {
            return Next.REQUEST;
        }
        return body.remainingBytes() > 0 || leftUnread(atOnce) ? Next.DISCARD : Next.END;
    }

    /**
     * Whether the client has sent more than was read. After an answer at once only what came with the request counts: a
     * question to the system would cost a tenth of the answer, and so soon after it there is nothing.
     */
    private boolean leftUnread(boolean atOnce) throws IOException {
        return atOnce ? in.hasUntaken() : in.available() > 0;
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        try {
            return handler.handle(request);
        } catch (HttpException refused) {
            return error(refused);
        } catch (RuntimeException | Error broken) {
            LOG.error("cannot answer {} {}", request.method(), request.path(), broken);
            return HttpResponse.text(500, "the tracker has a fault; its log says more");
        }
    }

    private static HttpResponse error(HttpException refused) {
        return HttpResponse.text(refused.status(), refused.getMessage());
    }

    private void discard(Socket socket) throws IOException {
        socket.shutdownOutput();
        enter(Phase.RECEIVING);
        try {
            in.skipNBytes(MAX_DISCARDED_BYTES);
        } catch (EOFException clientHasClosed) {
            LOG.trace("the client has closed its side");
        }
    }
}
