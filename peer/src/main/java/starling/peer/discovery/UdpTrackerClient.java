package starling.peer.discovery;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceException;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.ScrapeResponse;
import starling.announce.UdpAnswer;
import starling.announce.UdpAnswerCodec;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;
import starling.metainfo.InfoHash;

/**
 * Announces to trackers over UDP (BEP 15, 41). A tracker that has an address of each family is asked at both, as it names
 * peers of the family that it is asked over. Each time has a socket and so a port of its own, connected to the tracker:
 * what comes from elsewhere is not seen, and what has another transaction id is passed over. What is lost is sent again
 * by asking again later, as {@link starling.peer.policy.TrackerTiers} says. Safe for several threads.
 */
public final class UdpTrackerClient {
    /** How long a datagram waits for its answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** How long the answer of one family waits for that of the other. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final int MOST_URL_DATA = 1_000;
    private static final Logger log = LoggerFactory.getLogger(UdpTrackerClient.class);

    private final Optional<InetAddress> local;
    private final ThreadFactory threads;
    private final Duration timeout;
    private final SecureRandom random = new SecureRandom();

    /** @param local the only address to send from, where given */
    public UdpTrackerClient(Optional<InetAddress> local, ThreadFactory threads) {
        this(local, threads, TIMEOUT);
    }

    UdpTrackerClient(Optional<InetAddress> local, ThreadFactory threads, Duration timeout) {
        this.local = local.filter(address -> !address.isAnyLocalAddress());
        this.threads = threads;
        this.timeout = timeout;
    }

    /** What is asked once there is a connection id. */
    private interface Question {
        UdpRequest of(long connectionId, int transactionId);
    }

    /** @throws TrackerException where no tracker answers there */
    AnnounceResponse announce(String url, AnnounceRequest request) throws TrackerException {
        URI uri = uri(url);
        Optional<String> data = urlData(uri);
        List<UdpAnswer> answers =
                askAll(uri, (id, transaction) -> new UdpRequest.Announce(id, transaction, request, data));
        AnnounceResponse.Swarm all = null;
        for (UdpAnswer answer : answers) {
            if (answer instanceof UdpAnswer.Announced announced) {
                all = all == null ? announced.swarm() : all.joined(announced.swarm());
            }
        }
        if (all != null) {
            return all;
        }
        if (answers.get(0) instanceof UdpAnswer.Failed failed) {
            return new AnnounceResponse.Failure(failed.reason(), Optional.empty());
        }
        throw new TrackerException("it answers something else");
    }

    /** @throws TrackerException where no tracker answers there, or it keeps no counts */
    ScrapeResponse.Count scrape(String url, InfoHash infoHash) throws TrackerException {
        UdpAnswer answer = askAll(
                        uri(url), (id, transaction) -> new UdpRequest.Scrape(id, transaction, List.of(infoHash)))
                .get(0);
        if (answer instanceof UdpAnswer.Scraped scraped && scraped.counts().size() == 1) {
            return scraped.counts().get(0);
        }
        throw new TrackerException(
                answer instanceof UdpAnswer.Failed failed ? "it refuses: " + failed.reason() : "it keeps no counts");
    }

    private static URI uri(String url) throws TrackerException {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= 65535) {
                return uri;
            }
        } catch (IllegalArgumentException noUrl) {
            // said below
        }
        throw new TrackerException("not a URL with host and port: " + url);
    }

    /** Path and query, by which a tracker at one port may tell users apart. */
    private static Optional<String> urlData(URI uri) throws TrackerException {
        String data = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        if (data.length() > MOST_URL_DATA) {
            throw new TrackerException("its URL is too long for UDP");
        }
        return data.isEmpty() ? Optional.empty() : Optional.of(data);
    }

    /** The answers of one address of each family, at least one. */
    private List<UdpAnswer> askAll(URI uri, Question question) throws TrackerException {
        List<CompletableFuture<UdpAnswer>> asked = new ArrayList<>();
        for (InetSocketAddress address : addresses(uri)) {
            CompletableFuture<UdpAnswer> answer = new CompletableFuture<>();
            asked.add(answer);
            threads.newThread(() -> {
                        try {
                            answer.complete(ask(address, question));
                        } catch (IOException | RuntimeException | Error failed) {
                            answer.completeExceptionally(failed);
                        }
                    })
                    .start();
        }
        List<UdpAnswer> answers = new ArrayList<>();
        TrackerException failure = new TrackerException("no such host");
        for (CompletableFuture<UdpAnswer> answer : asked) {
            try {
                answers.add(answers.isEmpty() ? answer.get() : answer.get(GRACE.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException failed) {
                failure = said(failed.getCause());
            } catch (TimeoutException slower) {
                log.debug("{}: one of two addresses does not answer", uri);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                failure = new TrackerException("interrupted", stop);
            }
        }
        if (answers.isEmpty()) {
            throw failure;
        }
        return answers;
    }

    private static TrackerException said(Throwable failed) {
        if (failed instanceof TrackerException said) {
            return said;
        }
        if (failed instanceof SocketTimeoutException) {
            return new TrackerException("no answer in time", failed);
        }
        if (failed instanceof PortUnreachableException) {
            return new TrackerException("nobody answers there", failed);
        }
        return new TrackerException(
                failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage(), failed);
    }

    private List<InetSocketAddress> addresses(URI uri) throws TrackerException {
        InetAddress ipv4 = null;
        InetAddress ipv6 = null;
        try {
            for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
                if (local.isPresent() && local.get().getClass() != address.getClass()) {
                    continue;
                }
                if (address instanceof Inet6Address) {
                    ipv6 = ipv6 == null ? address : ipv6;
                } else {
                    ipv4 = ipv4 == null ? address : ipv4;
                }
            }
        } catch (UnknownHostException unknown) {
            throw new TrackerException("no such host", unknown);
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : new InetAddress[] {ipv4, ipv6}) {
            if (address != null) {
                addresses.add(new InetSocketAddress(address, uri.getPort()));
            }
        }
        if (addresses.isEmpty()) {
            throw new TrackerException("not reachable from the bound address");
        }
        return addresses;
    }

    private UdpAnswer ask(InetSocketAddress tracker, Question question) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(local.orElse(null), 0))) {
            socket.connect(tracker);
            int transaction = random.nextInt();
            UdpAnswer answer = ask(socket, new UdpRequest.Connect(transaction));
            if (!(answer instanceof UdpAnswer.Connected connected)) {
                return answer;
            }
            return ask(socket, question.of(connected.connectionId(), random.nextInt()));
        }
    }

    private UdpAnswer ask(DatagramSocket socket, UdpRequest request) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_BYTES);
        UdpRequestCodec.write(request, out);
        socket.send(new DatagramPacket(out.array(), out.position()));
        long until = System.nanoTime() + timeout.toNanos();
        byte[] room = new byte[UdpAnswerCodec.MAX_BYTES];
        while (true) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout((int) millis);
            DatagramPacket packet = new DatagramPacket(room, room.length);
            socket.receive(packet);
            ByteBuffer in = ByteBuffer.wrap(room, 0, packet.getLength());
            if (in.remaining() >= UdpAnswerCodec.HEADER_BYTES && in.getInt(4) == request.transactionId()) {
                return answer(in, socket.getInetAddress() instanceof Inet6Address, request);
            }
        }
    }

    private static UdpAnswer answer(ByteBuffer in, boolean ipv6, UdpRequest request) throws TrackerException {
        try {
            UdpAnswer answer = UdpAnswerCodec.read(in, ipv6);
            boolean fits = answer instanceof UdpAnswer.Failed
                    || request instanceof UdpRequest.Connect && answer instanceof UdpAnswer.Connected
                    || request instanceof UdpRequest.Announce && answer instanceof UdpAnswer.Announced
                    || request instanceof UdpRequest.Scrape && answer instanceof UdpAnswer.Scraped;
            if (!fits) {
                throw new TrackerException("it answers something else");
            }
            return answer;
        } catch (AnnounceException notATracker) {
            throw new TrackerException(notATracker.getMessage(), notATracker);
        }
    }
}
