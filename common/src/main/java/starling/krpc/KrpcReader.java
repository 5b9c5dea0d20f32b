package starling.krpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import starling.announce.Endpoint;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeException;
import starling.bencode.BencodeReader;
import starling.metainfo.InfoHash;

/** Reads the messages of the DHT (BEP 5, 32, 42, 43). Strict: what is malformed is no message, and nothing is guessed. */
public final class KrpcReader {
    /** Longer datagrams are none of the DHT's. */
    public static final int MAX_BYTES = 4 * 1024;

    /** More nodes or peers than any answer has room for are passed over. */
    static final int MOST_NODES = 64;

    static final int MOST_PEERS = 200;

    private static final int MAX_TRANSACTION = 32;
    private static final int MAX_TOKEN = 128;
    private static final int MAX_TEXT = 200;
    private static final BencodeReader.Limits LIMITS = new BencodeReader.Limits(5, 600);

    private KrpcReader() {}

    /** @throws KrpcException where the bytes are no message */
    public static KrpcMessage read(byte[] datagram) throws KrpcException {
        BDictionary root = dictionary(datagram);
        BString transaction = string(root, "t", 1, MAX_TRANSACTION);
        return switch (string(root, "y", 1, 1).text()) {
            case "q" -> query(root, transaction);
            case "r" -> answer(root, transaction);
            case "e" -> failure(root, transaction);
            default -> throw new KrpcException("neither question nor answer");
        };
    }

    private static BDictionary dictionary(byte[] datagram) throws KrpcException {
        if (datagram.length > MAX_BYTES) {
            throw new KrpcException("longer than " + MAX_BYTES + " bytes");
        }
        try {
            if (BencodeReader.read(datagram, LIMITS) instanceof BDictionary dictionary) {
                return dictionary;
            }
        } catch (BencodeException notBencoding) {
            throw new KrpcException(notBencoding.getMessage());
        }
        throw new KrpcException("no dictionary");
    }

    private static KrpcMessage query(BDictionary root, BString transaction) throws KrpcException {
        BDictionary arguments =
                root.dictionary("a").orElseThrow(() -> new KrpcException("a question without arguments"));
        boolean readOnly = root.integer("ro").orElse(0) == 1;
        String method = string(root, "q", 1, MAX_TEXT).text();
        return new KrpcMessage.Query(transaction, id(arguments, "id"), readOnly, question(method, arguments));
    }

    private static Question question(String method, BDictionary arguments) throws KrpcException {
        return switch (method) {
            case "ping" -> new Question.Ping();
            case "find_node" -> new Question.FindNode(id(arguments, "target"), want(arguments));
            case "get_peers" -> new Question.GetPeers(infoHash(arguments), want(arguments));
            case "announce_peer" ->
                new Question.AnnouncePeer(
                        infoHash(arguments), port(arguments), string(arguments, "token", 1, MAX_TOKEN));
            default -> new Question.Unknown(method);
        };
    }

    private static Question.Want want(BDictionary arguments) {
        List<String> families = arguments.list("want").map(BList::texts).orElse(List.of());
        return new Question.Want(families.contains("n4"), families.contains("n6"));
    }

    private static Optional<Integer> port(BDictionary arguments) throws KrpcException {
        if (arguments.integer("implied_port").orElse(0) != 0) {
            return Optional.empty();
        }
        OptionalLong port = arguments.integer("port");
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > 65535) {
            throw new KrpcException("no port, or one that cannot be");
        }
        return Optional.of((int) port.getAsLong());
    }

    private static KrpcMessage answer(BDictionary root, BString transaction) throws KrpcException {
        BDictionary said = root.dictionary("r").orElseThrow(() -> new KrpcException("an answer without content"));
        List<NodeContact> nodes = new ArrayList<>();
        if (said.string("nodes").isPresent()) {
            PackedContacts.nodes(said.string("nodes").get(), false, MOST_NODES, nodes);
        }
        if (said.string("nodes6").isPresent()) {
            PackedContacts.nodes(said.string("nodes6").get(), true, MOST_NODES, nodes);
        }
        Optional<BString> token = said.string("token");
        if (token.isPresent() && (token.get().length() == 0 || token.get().length() > MAX_TOKEN)) {
            throw new KrpcException("a token of " + token.get().length() + " bytes");
        }
        // Some write the asker's address into the answer's dictionary, where BEP 42 has it beside that.
        Optional<BString> seenAs = root.string("ip").or(() -> said.string("ip"));
        return new KrpcMessage.Answer(
                transaction,
                id(said, "id"),
                List.copyOf(nodes),
                peers(said),
                token,
                seenAs.isPresent() && isEndpoint(seenAs.get())
                        ? Optional.of(PackedContacts.endpoint(seenAs.get()))
                        : Optional.empty());
    }

    private static List<Endpoint> peers(BDictionary said) throws KrpcException {
        List<Endpoint> peers = new ArrayList<>();
        for (BValue value : said.list("values").map(BList::values).orElse(List.of())) {
            if (!(value instanceof BString packed)) {
                throw new KrpcException("a peer that is no string");
            }
            if (isEndpoint(packed) && peers.size() < MOST_PEERS) {
                peers.add(PackedContacts.endpoint(packed));
            }
        }
        return List.copyOf(peers);
    }

    private static boolean isEndpoint(BString packed) {
        return packed.length() == PackedContacts.endpointBytes(false)
                || packed.length() == PackedContacts.endpointBytes(true);
    }

    private static KrpcMessage failure(BDictionary root, BString transaction) throws KrpcException {
        List<BValue> said = root.list("e").map(BList::values).orElse(List.of());
        if (said.size() < 2 || !(said.get(0) instanceof BInteger code) || !(said.get(1) instanceof BString text)) {
            throw new KrpcException("an error without code and text");
        }
        int number = code.value() == (int) code.value() ? (int) code.value() : 0;
        String message = text.length() > MAX_TEXT ? "" : text.text();
        return new KrpcMessage.Failure(transaction, number, message);
    }

    private static NodeId id(BDictionary dictionary, String key) throws KrpcException {
        return NodeId.of(string(dictionary, key, NodeId.LENGTH, NodeId.LENGTH).bytes());
    }

    private static InfoHash infoHash(BDictionary arguments) throws KrpcException {
        return InfoHash.of(
                string(arguments, "info_hash", InfoHash.LENGTH, InfoHash.LENGTH).bytes());
    }

    private static BString string(BDictionary dictionary, String key, int least, int most) throws KrpcException {
        BString value = dictionary.string(key).orElseThrow(() -> new KrpcException("it has no '" + key + "'"));
        if (value.length() < least || value.length() > most) {
            throw new KrpcException("'" + key + "' of " + value.length() + " bytes");
        }
        return value;
    }
}
