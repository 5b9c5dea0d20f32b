package starling.tracker.http;

import java.io.IOException;
import java.net.Socket;

/** What lies between the sockets and HTTP: nothing, or encryption. */
@FunctionalInterface
public interface SocketLayer {
    SocketLayer PLAIN = socket -> socket;

    /** A socket that speaks HTTP, over one that was accepted; must not wait for the client. */
    Socket over(Socket accepted) throws IOException;
}
