package starling.peer.webseed;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.NoHttpResponseException;
import starling.peer.discovery.LateHttp;
import starling.peer.discovery.Redirects;

/**
 * Asks servers for parts of files, over connections that are kept. One for all torrents; safe for several threads.
 */
public final class WebServers implements Closeable {
    private final LateHttp http;

    /**
     * @param local the only address to send from, where given
     * @param trust who vouches for servers, where not the usual authorities alone do
     */
    public WebServers(Optional<InetAddress> local, String userAgent, Optional<SSLContext> trust) {
        this.http = LateHttp.forFiles(local, userAgent, trust);
    }

    /**
     * Asks for a part of a file, and goes where the server sends us as far as that is allowed.
     *
     * @param fileLength as the torrent says
     * @param abort told what ends the request, from any thread
     * @throws WebSeedException where something else is answered
     */
    RangeBody get(URI url, FilePart part, long fileLength, Consumer<Runnable> abort) throws IOException {
        URI at = url;
        for (int hops = 0; hops <= Redirects.MOST; hops++) {
            HttpGet request = request(at, part, abort);
            ClassicHttpResponse response;
            try {
                response = http.open(request);
            } catch (NoHttpResponseException | SocketException closed) {
                if (closed instanceof ConnectException) {
                    throw closed;
                }
                // A kept connection that the server has closed meanwhile: once more, over another.
                request = request(at, part, abort);
                response = http.open(request);
            }
            RangeBody body = null;
            try {
                Header location = response.getFirstHeader(HttpHeaders.LOCATION);
                if (location != null && Redirects.isOne(response.getCode())) {
                    at = Redirects.follow(at, location.getValue());
                    continue;
                }
                RangeAnswer.of(response).check(part, fileLength);
                body = new RangeBody(response, at, part.length());
                return body;
            } finally {
                if (body == null) {
                    abandon(request, response);
                }
            }
        }
        throw new WebSeedException("it sends us from place to place");
    }

    private static HttpGet request(URI at, FilePart part, Consumer<Runnable> abort) {
        HttpGet request = new HttpGet(at);
        request.setHeader(HttpHeaders.RANGE, "bytes=" + part.from() + "-" + (part.from() + part.length() - 1));
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        abort.accept(request::cancel);
        return request;
    }

    /** Lets go of an answer, without reading on to an end that may never come. */
    private static void abandon(HttpGet request, ClassicHttpResponse response) {
        request.cancel();
        try {
            response.close();
        } catch (IOException closedAlready) {
            // as it should be
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
