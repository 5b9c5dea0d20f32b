package starling.peer.discovery;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import starling.announce.AnnounceException;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.HttpAnnounceAnswer;
import starling.announce.HttpAnnounceQuery;
import starling.announce.HttpScrape;
import starling.announce.ScrapeResponse;
import starling.metainfo.InfoHash;

/**
 * Announces to trackers over HTTP and HTTPS (BEP 3, 48), and fetches what else lies on servers. Whatever the other end
 * does, an answer has a bounded length and takes a bounded time. One for all torrents; safe for several threads.
 */
public final class HttpTrackerClient implements Closeable {
    /** No tracker's answer is larger: 200 peers in the long form take 20 kB. */
    private static final int MAX_ANSWER = 1 << 20;

    /** How long a tracker may take over an answer, however it drips. */
    private static final Duration ANNOUNCE_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration DOCUMENT_TIMEOUT = Duration.ofMinutes(10);

    private final DnsResolver names;
    private final LateHttp http;

    /** The same over one address family alone; none where a bound address has one already. */
    private final Optional<LateHttp> ipv4;

    private final Optional<LateHttp> ipv6;
    private final Duration announceTimeout;
    private final ScheduledThreadPoolExecutor deadlines;

    /** @param local the only address to send from, where given */
    public HttpTrackerClient(Optional<InetAddress> local, String userAgent) {
        this(local, userAgent, Optional.empty());
    }

    /** @param trust who vouches for servers, where not the usual authorities alone do */
    public HttpTrackerClient(Optional<InetAddress> local, String userAgent, Optional<SSLContext> trust) {
        this(local, userAgent, trust, ANNOUNCE_TIMEOUT, SystemDefaultDnsResolver.INSTANCE);
    }

    HttpTrackerClient(
            Optional<InetAddress> local,
            String userAgent,
            Optional<SSLContext> trust,
            Duration announceTimeout,
            DnsResolver names) {
        this.names = names;
        this.announceTimeout = announceTimeout;
        this.deadlines = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "deadlines"));
        deadlines.setRemoveOnCancelPolicy(true);
        Optional<InetAddress> bound = local.filter(address -> !address.isAnyLocalAddress());
        this.http = new LateHttp(bound.orElse(null), userAgent, trust, names);
        this.ipv4 = bound.isPresent()
                ? Optional.empty()
                : Optional.of(new LateHttp(null, userAgent, trust, new OneFamily(names, Inet4Address.class)));
        this.ipv6 = bound.isPresent()
                ? Optional.empty()
                : Optional.of(new LateHttp(null, userAgent, trust, new OneFamily(names, Inet6Address.class)));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Knows hosts by their addresses of one family. */
    private record OneFamily(DnsResolver names, Class<? extends InetAddress> family) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] all = names.resolve(host);
            InetAddress[] ours = Arrays.stream(all).filter(family::isInstance).toArray(InetAddress[]::new);
            if (ours.length == 0) {
                throw new UnknownHostException(host);
            }
            return ours;
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            return names.resolveCanonicalHostname(host);
        }
    }

    /**
     * Announces and waits for the answer. Where we and the tracker have addresses of both families it is told over both,
     * so that it knows both of ours (BEP 7).
     *
     * @param announceUrl the tracker's URL; a query that it has already is kept
     * @throws TrackerException where no tracker answers there
     */
    public AnnounceResponse announce(String announceUrl, AnnounceRequest request) throws TrackerException {
        String query = HttpAnnounceQuery.write(request);
        if (ipv4.isEmpty() || ipv6.isEmpty() || !hasBothFamilies(announceUrl)) {
            return announce(http, announceUrl, query);
        }
        CompletableFuture<AnnounceResponse> overIpv6 = new CompletableFuture<>();
        daemon(
                        () -> {
                            try {
                                overIpv6.complete(announce(ipv6.get(), announceUrl, query));
                            } catch (TrackerException | RuntimeException | Error failed) {
                                overIpv6.completeExceptionally(failed);
                            }
                        },
                        "announce over IPv6")
                .start();
        TrackerException failure;
        try {
            AnnounceResponse overIpv4 = announce(ipv4.get(), announceUrl, query);
            return joined(overIpv4, overIpv6);
        } catch (TrackerException failed) {
            failure = failed;
        }
        try {
            return overIpv6.get();
        } catch (ExecutionException failed) {
            throw failure;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    /** The one answer that is there waits a little for the other. */
    private static AnnounceResponse joined(AnnounceResponse one, CompletableFuture<AnnounceResponse> later) {
        try {
            AnnounceResponse other = later.get(UdpTrackerClient.GRACE.toMillis(), TimeUnit.MILLISECONDS);
            if (one instanceof AnnounceResponse.Swarm first && other instanceof AnnounceResponse.Swarm second) {
                return first.joined(second);
            }
            return one instanceof AnnounceResponse.Swarm ? one : other;
        } catch (ExecutionException | TimeoutException notThere) {
            return one;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return one;
        }
    }

    private boolean hasBothFamilies(String url) {
        try {
            InetAddress[] addresses = names.resolve(URI.create(url).getHost());
            return Arrays.stream(addresses).map(Object::getClass).distinct().count() > 1;
        } catch (UnknownHostException | RuntimeException saidWhenAsked) {
            return false;
        }
    }

    private AnnounceResponse announce(LateHttp over, String url, String query) throws TrackerException {
        try {
            return HttpAnnounceAnswer.read(ask(over, url, query));
        } catch (AnnounceException notATracker) {
            throw new TrackerException(notATracker.getMessage(), notATracker);
        }
    }

    /**
     * Asks for the counts of one swarm (BEP 48).
     *
     * @throws TrackerException where the tracker keeps none
     */
    public ScrapeResponse.Count scrape(String announceUrl, InfoHash infoHash) throws TrackerException {
        int word = announceUrl.lastIndexOf('/') + 1;
        if (!announceUrl.startsWith("announce", word)) {
            throw new TrackerException("it keeps no counts");
        }
        String url = announceUrl.substring(0, word) + "scrape" + announceUrl.substring(word + "announce".length());
        try {
            ScrapeResponse response = HttpScrape.read(ask(http, url, HttpScrape.writeQuery(List.of(infoHash))));
            if (response instanceof ScrapeResponse.Counts counts
                    && counts.swarms().containsKey(infoHash)) {
                return counts.swarms().get(infoHash);
            }
            throw new TrackerException(
                    response instanceof ScrapeResponse.Failure failure
                            ? "it refuses: " + failure.reason()
                            : "it does not know the torrent");
        } catch (AnnounceException notATracker) {
            throw new TrackerException(notATracker.getMessage(), notATracker);
        }
    }

    private byte[] ask(LateHttp over, String url, String query) throws TrackerException {
        String separator = url.contains("?") ? "&" : "?";
        return document(execute(over, url + separator + query, HttpGet::new, MAX_ANSWER, announceTimeout));
    }

    /** What a server answered. */
    public record Answer(int status, byte[] body) {}

    /**
     * Gets a document; an answer other than 200 counts where it is bencoded, as trackers say why they refuse.
     *
     * @throws TrackerException where it cannot be had, or is larger than {@code mostBytes}
     */
    public byte[] fetch(String url, int mostBytes) throws TrackerException {
        return document(get(url, mostBytes));
    }

    private static byte[] document(Answer answer) throws TrackerException {
        if (answer.status() != 200 && (answer.body().length == 0 || answer.body()[0] != 'd')) {
            throw new TrackerException("it answers with status " + answer.status());
        }
        return answer.body();
    }

    /** Gets what stands at a URL, whatever the status. */
    Answer get(String url, int mostBytes) throws TrackerException {
        return execute(http, url, HttpGet::new, mostBytes, DOCUMENT_TIMEOUT);
    }

    /** Puts a document to a URL. */
    Answer put(String url, byte[] document, int mostBytes) throws TrackerException {
        return execute(
                http,
                url,
                uri -> {
                    HttpPut put = new HttpPut(uri);
                    put.setEntity(new ByteArrayEntity(document, ContentType.APPLICATION_OCTET_STREAM));
                    return put;
                },
                mostBytes,
                DOCUMENT_TIMEOUT);
    }

    /** What one hop came to: an answer, or where else to ask. */
    private record Hop(Answer answer, Optional<String> elsewhere) {}

    private Answer execute(
            LateHttp over, String url, Function<URI, HttpUriRequestBase> method, int mostBytes, Duration most)
            throws TrackerException {
        long until = System.nanoTime() + most.toNanos();
        try {
            URI at = URI.create(url);
            for (int hops = 0; hops <= Redirects.MOST; hops++) {
                Hop hop = execute(over, method.apply(at), mostBytes, until);
                if (hop.elsewhere().isEmpty()) {
                    return hop.answer();
                }
                at = Redirects.follow(at, hop.elsewhere().get());
            }
            throw new TrackerException("it sends us from place to place");
        } catch (TrackerException said) {
            throw said;
        } catch (IllegalArgumentException e) {
            throw new TrackerException("not a URL: " + url, e);
        } catch (IOException | RuntimeException e) {
            throw new TrackerException(LateHttp.reason(e), e);
        }
    }

    private Hop execute(LateHttp over, HttpUriRequestBase request, int mostBytes, long untilNanos) throws IOException {
        // Closing the response alone would read on to an end that may never come.
        Future<?> deadline = deadlines.schedule(request::cancel, untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        try {
            return over.execute(request, response -> {
                Header location = response.getFirstHeader("Location");
                if (request instanceof HttpGet && location != null && Redirects.isOne(response.getCode())) {
                    request.cancel();
                    return new Hop(null, Optional.of(location.getValue()));
                }
                HttpEntity entity = response.getEntity();
                byte[] bytes =
                        entity == null ? new byte[0] : entity.getContent().readNBytes(mostBytes + 1);
                if (bytes.length > mostBytes) {
                    request.cancel();
                    throw new TrackerException("the answer is larger than " + mostBytes + " bytes");
                }
                return new Hop(new Answer(response.getCode(), bytes), Optional.empty());
            });
        } catch (TrackerException said) {
            throw said;
        } catch (IOException | RuntimeException failed) {
            if (System.nanoTime() - untilNanos >= 0) {
                throw new SocketTimeoutException();
            }
            throw failed;
        } finally {
            deadline.cancel(false);
        }
    }

    /** Ends the requests that are under way: whoever waits for one gets an error. */
    public void cancelAll() {
        http.cancelAll();
        ipv4.ifPresent(LateHttp::cancelAll);
        ipv6.ifPresent(LateHttp::cancelAll);
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        http.close();
        for (Optional<LateHttp> each : List.of(ipv4, ipv6)) {
            if (each.isPresent()) {
                each.get().close();
            }
        }
    }
}
