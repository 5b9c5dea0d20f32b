package starling.tracker.http;

import java.net.InetAddress;

/**
 * A request whose head has been read.
 *
 * @param path as it was sent, escapes and all; a character a byte
 * @param query what follows the {@code ?}, as it was sent; empty where there is none
 * @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1 and later
 * @param source who asks: where the connection comes from, or whom a trusted proxy names
 * @param secure whether the client speaks HTTPS, to us or to a trusted proxy
 * @param body still to be read, by the handler that wants it
 */
public record HttpRequest(
        String method,
        String path,
        String query,
        int minorVersion,
        HttpHeaders headers,
        InetAddress source,
        boolean secure,
        RequestBody body) {

    /** The same request, of the client that a proxy sent it for. */
    HttpRequest from(InetAddress client, boolean secure) {
        return new HttpRequest(method, path, query, minorVersion, headers, client, secure, body);
    }

    /** Whether the client means to send another request on this connection. */
    boolean keepsAlive() {
        return minorVersion == 0 ? headers.lists("connection", "keep-alive") : !headers.lists("connection", "close");
    }
}
