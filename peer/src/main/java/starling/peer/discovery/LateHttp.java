package starling.peer.discovery;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * HTTP to trackers and other servers, made ready for the first request, and TLS for the first server that speaks it: a
 * shell is there sooner without them.
 */
public final class LateHttp implements Closeable {
    private static final int MAX_LINE = 8_192;
    private static final int MAX_HEADERS = 100;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);

    private final InetAddress local;
    private final String userAgent;
    private final Optional<SSLContext> trust;
    private final DnsResolver names;
    private final Use use;
    private final Set<HttpUriRequestBase> underWay = ConcurrentHashMap.newKeySet();
    private CloseableHttpClient http;
    private boolean closed;

    /**
     * @param local the only address to send from; null for any
     * @param trust who vouches for servers, where not the usual authorities alone do
     */
    LateHttp(InetAddress local, String userAgent, Optional<SSLContext> trust, DnsResolver names) {
        this(local, userAgent, trust, names, Use.QUESTIONS);
    }

    private LateHttp(InetAddress local, String userAgent, Optional<SSLContext> trust, DnsResolver names, Use use) {
        this.use = use;
        this.local = local;
        this.userAgent = userAgent;
        this.trust = trust;
        this.names = names;
    }

    /** What it is for, and so how many connections there may be, and for how long one is kept. */
    private enum Use {
        QUESTIONS(64, 16, Duration.ofSeconds(30)),
        FILES(256, 32, Duration.ofMinutes(5));

        private final int most;
        private final int mostToOne;
        private final Duration kept;

        Use(int most, int mostToOne, Duration kept) {
            this.most = most;
            this.mostToOne = mostToOne;
            this.kept = kept;
        }
    }

    /**
     * One for parts of files, which come as they are and never compressed.
     *
     * @param local the only address to send from, where given; that of all addresses is as none
     */
    public static LateHttp forFiles(Optional<InetAddress> local, String userAgent, Optional<SSLContext> trust) {
        return new LateHttp(
                local.filter(address -> !address.isAnyLocalAddress()).orElse(null),
                userAgent,
                trust,
                SystemDefaultDnsResolver.INSTANCE,
                Use.FILES);
    }

    /** Why a server could not be asked, for a person, in one line. */
    public static String reason(Exception failed) {
        if (failed instanceof UnknownHostException) {
            return "no such host";
        }
        if (failed instanceof ConnectException) {
            return "nobody answers there";
        }
        if (failed instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        String said = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
        return failed instanceof SSLException ? "its certificate is not to be trusted: " + said : said;
    }

    /** Sends the request; the response is the caller's to read and to close. */
    public ClassicHttpResponse open(HttpUriRequestBase request) throws IOException {
        try {
            return http().executeOpen(RoutingSupport.determineHost(request), request, null);
        } catch (HttpException noHost) {
            throw new IOException("the URL cannot be asked: " + noHost.getMessage(), noHost);
        }
    }

    /** Sends the request; what the handler makes of the response. */
    <T> T execute(HttpUriRequestBase request, HttpClientResponseHandler<T> handler) throws IOException {
        underWay.add(request);
        try {
            return http().execute(request, handler);
        } finally {
            underWay.remove(request);
        }
    }

    /** Ends the requests that are under way: whoever waits for one gets an error. */
    void cancelAll() {
        underWay.forEach(HttpUriRequestBase::cancel);
    }

    private synchronized CloseableHttpClient http() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (http == null) {
            http = made();
        }
        return http;
    }

    private CloseableHttpClient made() {
        HttpClientBuilder builder = HttpClientBuilder.create();
        if (use == Use.FILES) {
            builder.disableContentCompression();
        }
        return builder.setUserAgent(userAgent)
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .setRoutePlanner(new DefaultRoutePlanner(null) {
                    @Override
                    protected InetAddress determineLocalAddress(HttpHost firstHop, HttpContext context) {
                        return local;
                    }
                })
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new LateTls(trust))
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setMaxLineLength(MAX_LINE)
                                        .setMaxHeaderCount(MAX_HEADERS)
                                        .build())
                                .build())
                        .setDnsResolver(names)
                        .setMaxConnTotal(use.most)
                        .setMaxConnPerRoute(use.mostToOne)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .setSocketTimeout((int) SILENCE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .setTimeToLive(use.kept.toSeconds(), TimeUnit.SECONDS)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(SILENCE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .build();
    }

    /** The authorities that a runtime knows, some 150, are read once they are needed. */
    private static final class LateTls implements TlsSocketStrategy {
        private final Optional<SSLContext> trust;
        private TlsSocketStrategy made;

        LateTls(Optional<SSLContext> trust) {
            this.trust = trust;
        }

        @Override
        public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
                throws IOException {
            return strategy().upgrade(socket, target, port, attachment, context);
        }

        private synchronized TlsSocketStrategy strategy() {
            if (made == null) {
                ClientTlsStrategyBuilder builder = ClientTlsStrategyBuilder.create();
                trust.ifPresent(builder::setSslContext);
                made = builder.buildClassic();
            }
            return made;
        }
    }

    @Override
    public void close() throws IOException {
        CloseableHttpClient open;
        synchronized (this) {
            closed = true;
            open = http;
        }
        if (open != null) {
            open.close();
        }
    }
}
