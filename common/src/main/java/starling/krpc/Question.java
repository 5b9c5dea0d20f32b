package starling.krpc;

import java.util.Optional;
import starling.bencode.BString;
import starling.metainfo.InfoHash;

/** What one node asks of another (BEP 5). */
public sealed interface Question {
    /** Whether anyone is there. */
    record Ping() implements Question {}

    /** Which nodes are nearest to an id. */
    record FindNode(NodeId target, Want want) implements Question {}

    /** Who has a torrent, and which nodes are nearest to it. */
    record GetPeers(InfoHash infoHash, Want want) implements Question {}

    /**
     * That the asking peer has, or wants, a torrent.
     *
     * @param port where it takes calls; empty where it is the port that the datagram came from
     * @param token what the node gave with its answer to {@link GetPeers}
     */
    record AnnouncePeer(InfoHash infoHash, Optional<Integer> port, BString token) implements Question {}

    /** Something newer than we are. */
    record Unknown(String method) implements Question {}

    /** Which address families the nodes of an answer shall be of (BEP 32). */
    record Want(boolean ipv4, boolean ipv6) {
        /** Unsaid, which means the family of the datagram. */
        public static final Want UNSAID = new Want(false, false);

        public static final Want BOTH = new Want(true, true);

        /** Whether nodes of a family are wanted, over a socket of a family. */
        public boolean wants(boolean ofIpv6, boolean overIpv6) {
            return equals(UNSAID) ? ofIpv6 == overIpv6 : ofIpv6 ? ipv6 : ipv4;
        }
    }
}
