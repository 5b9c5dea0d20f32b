package starling.krpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import starling.announce.Endpoint;
import starling.bencode.BString;
import starling.bencode.BencodeOutput;

/** Writes the messages of the DHT (BEP 5, 32, 42, 43) in canonical form. */
public final class KrpcWriter {
    private static final int USUAL_BYTES = 400;

    /** Who we are, in every datagram: two letters of the program and its version. */
    private static final byte[] VERSION = "SG\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1);

    private KrpcWriter() {}

    public static byte[] write(KrpcMessage message) {
        BencodeOutput out = new BencodeOutput(USUAL_BYTES).beginDictionary();
        if (message instanceof KrpcMessage.Query query) {
            out.string("a");
            arguments(query, out);
            out.string("q").string(method(query.question()));
            if (query.readOnly()) {
                out.string("ro").integer(1);
            }
            end(message, "q", out);
        } else if (message instanceof KrpcMessage.Answer answer) {
            answer.seenAs().ifPresent(endpoint -> out.string("ip").string(PackedContacts.pack(endpoint)));
            out.string("r");
            content(answer, out);
            end(message, "r", out);
        } else if (message instanceof KrpcMessage.Failure failure) {
            out.string("e").beginList();
            out.integer(failure.code()).string(failure.message()).end();
            end(message, "e", out);
        }
        return out.toByteArray();
    }

    private static void end(KrpcMessage message, String kind, BencodeOutput out) {
        out.string("t").string(message.transaction().bytes());
        out.string("v").string(VERSION);
        out.string("y").string(kind).end();
    }

    private static String method(Question question) {
        if (question instanceof Question.Ping) {
            return "ping";
        } else if (question instanceof Question.FindNode) {
            return "find_node";
        } else if (question instanceof Question.GetPeers) {
            return "get_peers";
        } else if (question instanceof Question.AnnouncePeer) {
            return "announce_peer";
        }
        return ((Question.Unknown) question).method();
    }

    private static void arguments(KrpcMessage.Query query, BencodeOutput out) {
        out.beginDictionary().string("id").string(query.id().bytes());
        if (query.question() instanceof Question.FindNode find) {
            out.string("target").string(find.target().bytes());
            want(find.want(), out);
        } else if (query.question() instanceof Question.GetPeers get) {
            out.string("info_hash").string(get.infoHash().bytes());
            want(get.want(), out);
        } else if (query.question() instanceof Question.AnnouncePeer announce) {
            Optional<Integer> port = announce.port();
            if (port.isEmpty()) {
                out.string("implied_port").integer(1);
            }
            out.string("info_hash").string(announce.infoHash().bytes());
            port.ifPresent(number -> out.string("port").integer(number));
            out.string("token").string(announce.token().bytes());
        }
        out.end();
    }

    private static void want(Question.Want want, BencodeOutput out) {
        if (want.equals(Question.Want.UNSAID)) {
            return;
        }
        out.string("want").beginList();
        if (want.ipv4()) {
            out.string("n4");
        }
        if (want.ipv6()) {
            out.string("n6");
        }
        out.end();
    }

    private static void content(KrpcMessage.Answer answer, BencodeOutput out) {
        out.beginDictionary().string("id").string(answer.id().bytes());
        nodes("nodes", answer.nodes(), false, out);
        nodes("nodes6", answer.nodes(), true, out);
        answer.token()
                .map(BString::bytes)
                .ifPresent(token -> out.string("token").string(token));
        if (!answer.peers().isEmpty()) {
            out.string("values").beginList();
            for (Endpoint peer : answer.peers()) {
                out.string(PackedContacts.pack(peer));
            }
            out.end();
        }
        out.end();
    }

    private static void nodes(String key, List<NodeContact> nodes, boolean ipv6, BencodeOutput out) {
        byte[] packed = PackedContacts.pack(nodes, ipv6);
        if (packed.length > 0) {
            out.string(key).string(packed);
        }
    }
}
