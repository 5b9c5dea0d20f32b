package starling.tracker.udp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import starling.announce.AnnounceException;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.CompactPeers;
import starling.announce.ScrapeResponse;
import starling.announce.UdpAnswer;
import starling.announce.UdpAnswerCodec;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;
import starling.metainfo.InfoHash;
import starling.tracker.admission.Admission;
import starling.tracker.swarm.AddressFamilies;
import starling.tracker.swarm.AnnounceLogic;

/**
 * What is answered to a datagram. Before the sender has proven its address, no answer is longer than what was asked,
 * and what is too short or absurd gets none. Whoever
 * asks too often gets none either: clients ask less and less often then (BEP 15). For one thread.
 */
final class UdpAnswers {
    /** What an answer has at most: more would be split on its way, and a part lost is all lost. */
    static final int MAX_ANSWER_BYTES = 1_452;

    private static final String BAD_CONNECTION = "connection id is not good";
    private static final ScrapeResponse.Count NOTHING = new ScrapeResponse.Count(0, 0, 0, Optional.empty());

    private final AnnounceLogic logic;
    private final ConnectionIds connectionIds;
    private final Admission admission;
    private final Clock clock;

    UdpAnswers(AnnounceLogic logic, ConnectionIds connectionIds, Admission admission, Clock clock) {
        this.logic = logic;
        this.connectionIds = connectionIds;
        this.admission = admission;
        this.clock = clock;
    }

    /**
     * Writes the answer to what remains of {@code in} from the start of {@code out}, ready to be sent; an empty one is
     * none.
     */
    void answer(ByteBuffer in, InetAddress source, ByteBuffer out) {
        out.clear();
        int length = in.remaining();
        if (length >= UdpRequestCodec.HEADER_BYTES) {
            int at = in.position();
            long connectionId = in.getLong(at);
            int action = in.getInt(at + 8);
            int transactionId = in.getInt(at + 12);
            if (action == UdpRequestCodec.CONNECT) {
                if (connectionId == UdpRequestCodec.PROTOCOL_ID) {
                    write(new UdpAnswer.Connected(transactionId, connectionIds.give(source)), source, out);
                }
            } else if (connectionIds.isGood(connectionId, source)) {
                // counted now that the address is proven: no one can use up what is another's
                if (admission.allows(source)) {
                    answerProven(in, transactionId, source, out);
                }
            } else if (action == UdpRequestCodec.ANNOUNCE && length >= UdpRequestCodec.ANNOUNCE_BYTES) {
                // one that the tracker was restarted under: it connects anew at once, and not after its time-outs
                write(new UdpAnswer.Failed(transactionId, BAD_CONNECTION), source, out);
            }
        }
        out.flip();
    }

    private void answerProven(ByteBuffer in, int transactionId, InetAddress source, ByteBuffer out) {
        UdpAnswer answer;
        try {
            UdpRequest request = UdpRequestCodec.read(in);
            answer = request instanceof UdpRequest.Announce announce
                    ? announce(announce, source)
                    : scrape((UdpRequest.Scrape) request);
        } catch (AnnounceException refused) {
            answer = new UdpAnswer.Failed(transactionId, refused.getMessage());
        }
        write(answer, source, out);
    }

    private UdpAnswer announce(UdpRequest.Announce announce, InetAddress source) {
        boolean ipv6 = source instanceof Inet6Address;
        AnnounceRequest request = announce.request();
        int mostPeers = (MAX_ANSWER_BYTES - UdpAnswerCodec.ANNOUNCED_BYTES) / CompactPeers.strideBytes(ipv6);
        if (request.numWant().orElse(0) > mostPeers) {
            request = request.withNumWant(mostPeers);
        }
        AnnounceResponse response =
                logic.announce(request, source, ipv6 ? AddressFamilies.IPV6 : AddressFamilies.IPV4, clock.instant());
        return response instanceof AnnounceResponse.Swarm swarm
                ? new UdpAnswer.Announced(announce.transactionId(), swarm)
                : new UdpAnswer.Failed(announce.transactionId(), ((AnnounceResponse.Failure) response).reason());
    }

    private UdpAnswer scrape(UdpRequest.Scrape scrape) {
        Instant now = clock.instant();
        ScrapeResponse response = logic.scrape(scrape.infoHashes(), now);
        if (response instanceof ScrapeResponse.Failure failure) {
            return new UdpAnswer.Failed(scrape.transactionId(), failure.reason());
        }
        List<ScrapeResponse.Count> counts = new ArrayList<>(scrape.infoHashes().size());
        for (InfoHash infoHash : scrape.infoHashes()) {
            counts.add(((ScrapeResponse.Counts) response).swarms().getOrDefault(infoHash, NOTHING));
        }
        return new UdpAnswer.Scraped(scrape.transactionId(), counts);
    }

    private static void write(UdpAnswer answer, InetAddress source, ByteBuffer out) {
        UdpAnswerCodec.write(answer, source instanceof Inet6Address, out);
    }
}
