package starling.peer.session;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.peer.fault.Faults;
import starling.peer.net.Link;
import starling.peer.net.Listener;

/** The ports that peers call at, and the calls until it is known which torrent they are about. */
final class IncomingCalls implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(IncomingCalls.class);

    private final Listener listener;
    private final Optional<Listener> sslListener;
    private final ThreadFactory threads;
    private final IncomingHandshakes waiting = new IncomingHandshakes();

    /** Takes a call whose torrent is known now. The calling thread is the connection's. */
    interface Receiver {
        void take(Handshakes.Call call) throws IOException;
    }

    /** How a peer that called is heard. */
    private interface Hearing {
        Handshakes.Call hear(Link link) throws IOException;
    }

    /**
     * Opens the ports; {@link java.net.BindException} where one is in use.
     *
     * @param ssl of a port of its own for SSL torrents, where there can be any
     */
    IncomingCalls(Optional<InetAddress> bind, OptionalInt port, int firstPort, SslOptions ssl, ThreadFactory threads)
            throws IOException {
        this.threads = threads;
        this.listener = listen(bind, port, firstPort);
        try {
            this.sslListener =
                    ssl.identity().isPresent() ? Optional.of(listen(bind, ssl.port(), firstPort)) : Optional.empty();
        } catch (IOException | RuntimeException failed) {
            listener.close();
            throw failed;
        }
    }

    private static Listener listen(Optional<InetAddress> bind, OptionalInt port, int firstPort) throws IOException {
        return port.isPresent() ? Listener.on(bind, port.getAsInt()) : Listener.onFreePort(bind, firstPort);
    }

    int port() {
        return listener.port();
    }

    OptionalInt sslPort() {
        return sslListener.map(there -> OptionalInt.of(there.port())).orElseGet(OptionalInt::empty);
    }

    void start(Handshakes handshakes, Receiver receiver) {
        listener.start(link -> accept(link, handshakes::hear, receiver));
        sslListener.ifPresent(secured -> secured.start(link -> accept(link, handshakes::hearSecured, receiver)));
    }

    private void accept(Link link, Hearing hearing, Receiver receiver) {
        waiting.enter(link);
        try {
            threads.newThread(() -> answer(link, hearing, receiver)).start();
        } catch (OutOfMemoryError noThread) {
            waiting.leave(link);
            link.close();
            throw noThread;
        }
    }

    private void answer(Link link, Hearing hearing, Receiver receiver) {
        Handshakes.Call call;
        try {
            call = hearing.hear(link);
        } catch (IOException nobodyWeKnow) {
            log.debug("{}: {}", link.remote(), nobodyWeKnow.getMessage());
            link.close();
            return;
        } catch (RuntimeException | Error fault) {
            Faults.log(link.remote().toString(), fault);
            link.close();
            return;
        } finally {
            waiting.leave(link);
        }
        try {
            receiver.take(call);
        } catch (IOException gone) {
            link.close();
        } catch (RuntimeException | Error fault) {
            Faults.log(link.remote().toString(), fault);
            link.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        if (sslListener.isPresent()) {
            sslListener.get().close();
        }
    }
}
