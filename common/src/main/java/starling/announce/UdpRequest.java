package starling.announce;

import java.util.List;
import java.util.Optional;
import starling.metainfo.InfoHash;

/** What a peer asks of a tracker over UDP (BEP 15); {@link UdpRequestCodec} has the bytes. */
public sealed interface UdpRequest {
    /** What the answer carries back, so that the asker knows it. */
    int transactionId();

    /** Asks for a connection id, the proof that the asker receives what is sent to its address. */
    record Connect(int transactionId) implements UdpRequest {}

    /**
     * @param request without the fields that UDP has no room for
     * @param urlData path and query of the tracker's URL (BEP 41), where given
     */
    record Announce(long connectionId, int transactionId, AnnounceRequest request, Optional<String> urlData)
            implements UdpRequest {}

    /** @param infoHashes 1 to {@value UdpRequestCodec#MAX_SCRAPE} */
    record Scrape(long connectionId, int transactionId, List<InfoHash> infoHashes) implements UdpRequest {}
}
