package starling.peer.discovery;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import starling.announce.AnnounceException;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.HttpAnnounceAnswer;
import starling.announce.HttpAnnounceQuery;

/** Announces to trackers over HTTP and HTTPS (BEP 3). One for all torrents; safe for several threads. */
public final class HttpTrackerClient implements Closeable {
    /** No tracker's answer is larger: 200 peers in the long form take 20 kB. */
    private static final int MAX_ANSWER = 1 << 20;

    private static final int MAX_REDIRECTS = 5;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final CloseableHttpClient http;

    /** @param local the only address to send from, where given */
    public HttpTrackerClient(Optional<InetAddress> local, String userAgent) {
        this.http = HttpClientBuilder.create()
                .setUserAgent(userAgent)
                .disableCookieManagement()
                .disableAutomaticRetries()
                .setRoutePlanner(new DefaultRoutePlanner(null) {
                    @Override
                    protected InetAddress determineLocalAddress(HttpHost firstHop, HttpContext context) {
                        return local.orElse(null);
                    }
                })
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(64)
                        .setMaxConnPerRoute(8)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .setSocketTimeout((int) ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .setTimeToLive(30, TimeUnit.SECONDS)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setMaxRedirects(MAX_REDIRECTS)
                        .setResponseTimeout(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .build();
    }

    /**
     * Announces and waits for the answer.
     *
     * @param announceUrl the tracker's URL; a query that it has already is kept
     * @throws TrackerException where no tracker answers there
     */
    public AnnounceResponse announce(String announceUrl, AnnounceRequest request) throws TrackerException {
        String separator = announceUrl.contains("?") ? "&" : "?";
        byte[] body = fetch(announceUrl + separator + HttpAnnounceQuery.write(request), MAX_ANSWER);
        try {
            return HttpAnnounceAnswer.read(body);
        } catch (AnnounceException notATracker) {
            throw new TrackerException(notATracker.getMessage(), notATracker);
        }
    }

    /** What a server answered. */
    public record Answer(int status, byte[] body) {}

    /**
     * Gets a document; an answer other than 200 counts where it is bencoded, as trackers say why they refuse.
     *
     * @throws TrackerException where it cannot be had, or is larger than {@code mostBytes}
     */
    public byte[] fetch(String url, int mostBytes) throws TrackerException {
        Answer answer = get(url, mostBytes);
        if (answer.status() != 200 && (answer.body().length == 0 || answer.body()[0] != 'd')) {
            throw new TrackerException("it answers with status " + answer.status());
        }
        return answer.body();
    }

    /** Gets what stands at a URL, whatever the status. */
    Answer get(String url, int mostBytes) throws TrackerException {
        return execute(url, HttpGet::new, mostBytes);
    }

    /** Puts a document to a URL. */
    Answer put(String url, byte[] document, int mostBytes) throws TrackerException {
        return execute(
                url,
                uri -> {
                    HttpPut put = new HttpPut(uri);
                    put.setEntity(new ByteArrayEntity(document, ContentType.APPLICATION_OCTET_STREAM));
                    return put;
                },
                mostBytes);
    }

    private Answer execute(String url, Function<URI, HttpUriRequestBase> method, int mostBytes)
            throws TrackerException {
        try {
            HttpUriRequestBase request = method.apply(URI.create(url));
            return http.execute(request, response -> {
                HttpEntity entity = response.getEntity();
                byte[] bytes =
                        entity == null ? new byte[0] : entity.getContent().readNBytes(mostBytes + 1);
                if (bytes.length > mostBytes) {
                    // Closing the response alone would read on to an end that may never come.
                    request.cancel();
                    throw new TrackerException("the answer is larger than " + mostBytes + " bytes");
                }
                return new Answer(response.getCode(), bytes);
            });
        } catch (TrackerException said) {
            throw said;
        } catch (UnknownHostException e) {
            throw new TrackerException("no such host", e);
        } catch (ConnectException e) {
            throw new TrackerException("nobody answers there", e);
        } catch (SocketTimeoutException e) {
            throw new TrackerException("no answer in time", e);
        } catch (IllegalArgumentException e) {
            throw new TrackerException("not a URL: " + url, e);
        } catch (IOException | RuntimeException e) {
            throw new TrackerException(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
