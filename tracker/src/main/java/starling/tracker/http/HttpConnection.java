package starling.tracker.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: requests one after the other, each answered before the next is read. */
final class HttpConnection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final int INPUT_BUFFER_BYTES = 2 * 1024;

    /** Of what a client goes on sending after it was refused, so that a reset does not overtake the answer. */
    private static final int MAX_DISCARDED_BYTES = 64 * 1024;

    enum Phase {
        IDLE,
        RECEIVING,
        ANSWERING
    }

    /** What the connection does, and since when. */
    record Stage(Phase phase, long sinceNanos) {}

    private final Socket socket;
    private final SocketLayer layer;
    private final HttpLimits limits;
    private final RequestParser parser;
    private final Route.Handler handler;
    private final LongSupplier nanos;
    private volatile Stage stage;
    private volatile boolean stopping;

    HttpConnection(Socket socket, SocketLayer layer, HttpLimits limits, Route.Handler handler, LongSupplier nanos) {
        this.socket = socket;
        this.layer = layer;
        this.limits = limits;
        this.parser = new RequestParser(limits);
        this.handler = handler;
        this.nanos = nanos;
        enter(Phase.IDLE);
    }

    Stage stage() {
        return stage;
    }

    /** Whether the phase it is in has taken longer than the limits allow. */
    boolean isOverdue(long nowNanos) {
        Stage at = stage;
        long limitNanos = switch (at.phase()) {
            case IDLE -> limits.idleTime().toNanos();
            case RECEIVING -> limits.requestTime().toNanos();
            case ANSWERING -> limits.responseTime().toNanos();
        };
        return nowNanos - at.sinceNanos() > limitNanos;
    }

    /** Ends the connection, whatever it does; below any encryption, whose farewell would wait for a slow client. */
    void close() {
        try {
            socket.close();
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

    @Override
    public void run() {
        try (socket;
                Socket layered = layer.over(socket)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(layered.getInputStream(), INPUT_BUFFER_BYTES);
            OutputStream out = layered.getOutputStream();
            while (!stopping && awaitRequest(in) && serve(in, out, layered)) {
                enter(Phase.IDLE);
            }
        } catch (IOException gone) {
            LOG.debug("connection lost", gone);
        }
    }

    private void enter(Phase phase) {
        stage = new Stage(phase, nanos.getAsLong());
    }

    private static boolean awaitRequest(InputStream in) throws IOException {
        in.mark(1);
        boolean more = in.read() >= 0;
        in.reset();
        return more;
    }

    /** Answers one request; false where the connection is to be closed. */
    private boolean serve(InputStream in, OutputStream out, Socket layered) throws IOException {
        enter(Phase.RECEIVING);
        HttpRequest request;
        try {
            request = parser.parse(in, socket.getInetAddress());
        } catch (HttpException refused) {
            enter(Phase.ANSWERING);
            ResponseWriter.write(error(refused), false, false, out);
            discard(in, layered);
            return false;
        }
        enter(Phase.ANSWERING);
        if (request.minorVersion() > 0 && request.headers().lists("expect", "100-continue")) {
            request.body().saysContinueTo(out);
        }
        HttpResponse response = answer(request);
        boolean bodyIsBurden = request.body().isHeldBack() || request.body().remainingBytes() > MAX_DISCARDED_BYTES;
        boolean keepAlive = request.keepsAlive() && !stopping && response.status() < 500 && !bodyIsBurden;
        try {
            ResponseWriter.write(response, keepAlive, request.method().equals("HEAD"), out);
        } finally {
            response.whenSent().run();
        }
        if (!keepAlive) {
            if (request.body().remainingBytes() > 0 || in.available() > 0) {
                discard(in, layered);
            }
            return false;
        }
        if (request.body().remainingBytes() > 0) {
            enter(Phase.RECEIVING);
            request.body().skipNBytes(request.body().remainingBytes());
        }
        return true;
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        try {
            return handler.handle(request);
        } catch (HttpException refused) {
            return error(refused);
        } catch (RuntimeException broken) {
            LOG.error("cannot answer {} {}", request.method(), request.path(), broken);
            return HttpResponse.text(500, "the tracker has a fault; its log says more");
        }
    }

    private static HttpResponse error(HttpException refused) {
        return HttpResponse.text(refused.status(), refused.getMessage());
    }

    private void discard(InputStream in, Socket layered) throws IOException {
        layered.shutdownOutput();
        enter(Phase.RECEIVING);
        try {
            in.skipNBytes(MAX_DISCARDED_BYTES);
        } catch (EOFException clientHasClosed) {
            LOG.trace("the client has closed its side");
        }
    }
}
