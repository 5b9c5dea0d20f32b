package starling.krpc;

import java.util.List;
import java.util.Optional;
import starling.announce.Endpoint;
import starling.bencode.BString;

/** A datagram of the DHT (BEP 5). {@code transaction} comes back in the answer as it was. */
public sealed interface KrpcMessage {
    BString transaction();

    /**
     * @param id of the node that asks
     * @param readOnly whether it takes no questions itself (BEP 43)
     */
    record Query(BString transaction, NodeId id, boolean readOnly, Question question) implements KrpcMessage {}

    /**
     * @param id of the node that answers
     * @param nodes it knows near what was asked for, IPv4 and IPv6
     * @param peers of the torrent that was asked for
     * @param token to announce with
     * @param seenAs the address and port that the question came from, as the answering node saw them (BEP 42)
     */
    record Answer(
            BString transaction,
            NodeId id,
            List<NodeContact> nodes,
            List<Endpoint> peers,
            Optional<BString> token,
            Optional<Endpoint> seenAs)
            implements KrpcMessage {}

    /** @param code 201 generic, 202 server, 203 protocol, 204 method unknown */
    record Failure(BString transaction, int code, String message) implements KrpcMessage {
        public static final int PROTOCOL = 203;
        public static final int METHOD_UNKNOWN = 204;
    }
}
