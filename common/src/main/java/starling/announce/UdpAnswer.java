package starling.announce;

import java.util.List;

/** What a tracker answers over UDP (BEP 15); {@link UdpAnswerCodec} has the bytes. */
public sealed interface UdpAnswer {
    int transactionId();

    record Connected(int transactionId, long connectionId) implements UdpAnswer {}

    /** @param swarm its interval, counts and peers; UDP carries nothing else */
    record Announced(int transactionId, AnnounceResponse.Swarm swarm) implements UdpAnswer {}

    /** @param counts one for each info hash that was asked for, in that order */
    record Scraped(int transactionId, List<ScrapeResponse.Count> counts) implements UdpAnswer {}

    /** @param reason for a person to read */
    record Failed(int transactionId, String reason) implements UdpAnswer {}
}
