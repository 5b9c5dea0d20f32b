package starling.peer.dht;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.bencode.BDictionary;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeException;
import starling.bencode.BencodeReader;
import starling.bencode.BencodeWriter;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.krpc.PackedContacts;
import starling.peer.storage.AtomicFile;

/** What the DHT keeps from one run to the next: our ids and the nodes we knew, in one small file. */
public final class DhtMemory {
    /** As many as any routing table is worth. */
    static final int MOST_NODES = 400;

    private static final int MAX_BYTES = 64 * 1024;

    private static final Logger log = LoggerFactory.getLogger(DhtMemory.class);

    private final Path file;

    public DhtMemory(Path file) {
        this.file = file;
    }

    /** One family's node: its id, where it has one yet, and whom it knew. */
    record Kept(Optional<NodeId> id, List<NodeContact> nodes) {
        static final Kept NOTHING = new Kept(Optional.empty(), List.of());
    }

    private static String key(String name, boolean ipv6) {
        return ipv6 ? name + "6" : name;
    }

    /** How many nodes are known from earlier runs. */
    public int nodeCount() {
        return read(false).nodes().size() + read(true).nodes().size();
    }

    /** What was kept; nothing where there is no file, or one that is damaged. */
    Kept read(boolean ipv6) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new BencodeException("larger than it can be");
            }
            if (!(BencodeReader.read(Files.readAllBytes(file), BencodeReader.Limits.MESSAGE)
                    instanceof BDictionary kept)) {
                throw new BencodeException("no dictionary");
            }
            List<NodeContact> nodes = new ArrayList<>();
            Optional<BString> packed = kept.string(key("nodes", ipv6));
            if (packed.isPresent()) {
                PackedContacts.nodes(packed.get(), ipv6, MOST_NODES, nodes);
            }
            return new Kept(
                    kept.string(key("id", ipv6))
                            .filter(id -> id.length() == NodeId.LENGTH)
                            .map(id -> NodeId.of(id.bytes())),
                    nodes);
        } catch (NoSuchFileException firstRun) {
            return Kept.NOTHING;
        } catch (IOException unreadable) {
            log.warn("passed over {}: {}", file, unreadable.getMessage());
            return Kept.NOTHING;
        }
    }

    /** Keeps these, by family: whether it is IPv6. */
    void write(Map<Boolean, Kept> families) {
        Map<String, BValue> root = new HashMap<>();
        families.forEach((ipv6, kept) -> {
            kept.id().ifPresent(id -> root.put(key("id", ipv6), BString.of(id.bytes())));
            List<NodeContact> nodes =
                    kept.nodes().subList(0, Math.min(MOST_NODES, kept.nodes().size()));
            root.put(key("nodes", ipv6), BString.of(PackedContacts.pack(nodes, ipv6)));
        });
        try {
            Files.createDirectories(file.getParent());
            AtomicFile.replace(file, BencodeWriter.write(BDictionary.of(root)));
        } catch (IOException failed) {
            log.warn("could not write {}: {}", file, failed.getMessage());
        }
    }
}
