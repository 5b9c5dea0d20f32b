package starling.peer.discovery;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.ScrapeResponse;
import starling.metainfo.InfoHash;
import starling.metainfo.SafePath;

/** Asks trackers, whatever protocol their URL names. One for all torrents; safe for several threads. */
public final class TrackerClient implements Closeable {
    private static final int LONGEST_TEXT = 300;
    private static final int LONGEST_TRACKER_ID = 500;

    private final HttpTrackerClient http;
    private final UdpTrackerClient udp;

    public TrackerClient(HttpTrackerClient http, UdpTrackerClient udp) {
        this.http = http;
        this.udp = udp;
    }

    /** The catalogue that a tracker may have, by its announce URL. */
    public CatalogueClient catalogue(String url) throws TrackerException {
        return new CatalogueClient(http, httpUrl(url));
    }

    /**
     * Announces and waits for the answer, the texts in which are safe to show.
     *
     * @throws TrackerException where no tracker answers there; says why in one line that is safe to show
     */
    public AnnounceResponse announce(String url, AnnounceRequest request) throws TrackerException {
        try {
            return harmless(isUdp(url) ? udp.announce(url, request) : http.announce(httpUrl(url), request));
        } catch (TrackerException failed) {
            throw new TrackerException(harmless(failed.getMessage()), failed);
        }
    }

    /**
     * Asks for the counts of one swarm (BEP 15, 48).
     *
     * @throws TrackerException where there are none to be had; says why in one line that is safe to show
     */
    public ScrapeResponse.Count scrape(String url, InfoHash infoHash) throws TrackerException {
        try {
            return isUdp(url) ? udp.scrape(url, infoHash) : http.scrape(httpUrl(url), infoHash);
        } catch (TrackerException failed) {
            throw new TrackerException(harmless(failed.getMessage()), failed);
        }
    }

    private static boolean isUdp(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("udp://");
    }

    private static String httpUrl(String url) throws TrackerException {
        String lower = url.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            throw new TrackerException("only http, https and udp trackers are asked");
        }
        return url;
    }

    /** Whether a tracker is on this machine, by what its URL says: from others no one learns of peers here. */
    public static boolean isOfThisMachine(String url) {
        try {
            String host = String.valueOf(URI.create(url).getHost());
            return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        } catch (IllegalArgumentException noUrl) {
            return false;
        }
    }

    private static AnnounceResponse harmless(AnnounceResponse response) {
        if (response instanceof AnnounceResponse.Failure failure) {
            return new AnnounceResponse.Failure(harmless(failure.reason()), failure.retryIn());
        }
        AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm) response;
        return new AnnounceResponse.Swarm(
                swarm.interval(),
                swarm.minInterval(),
                swarm.seeders(),
                swarm.leechers(),
                swarm.completed(),
                swarm.peers(),
                swarm.warning().map(TrackerClient::harmless),
                swarm.trackerId().filter(id -> id.length() <= LONGEST_TRACKER_ID),
                swarm.externalAddress(),
                swarm.pieceMapBytes());
    }

    private static String harmless(String text) {
        String start = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
        return SafePath.printable(start.strip());
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
