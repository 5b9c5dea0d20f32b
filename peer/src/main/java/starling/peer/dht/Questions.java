package starling.peer.dht;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import starling.announce.Endpoint;
import starling.bencode.BString;
import starling.krpc.KrpcMessage;
import starling.krpc.KrpcWriter;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.krpc.Question;

/** The questions we asked and have no answer to yet. An answer counts only from where the question went. */
final class Questions {
    /** Told what came of a question. */
    interface Asker {
        void answered(NodeContact from, KrpcMessage.Answer answer, long nowNanos);

        /** No answer in time, or one that says no. */
        void failed(Endpoint to, long nowNanos);

        /** The answer takes longer than most. */
        default void slow(Endpoint to, long nowNanos) {}
    }

    private static final int TRANSACTION_BYTES = 4;

    /** More than all lookups together ever ask; what goes beyond is not asked. */
    static final int MOST = 512;

    private static final class Pending {
        final Endpoint to;
        final Optional<NodeId> id;
        final Asker asker;
        final long sentNanos;
        boolean slow;

        Pending(Endpoint to, Optional<NodeId> id, Asker asker, long sentNanos) {
            this.to = to;
            this.id = id;
            this.asker = asker;
            this.sentNanos = sentNanos;
        }
    }

    private final RoutingTable table;
    private final boolean readOnly;
    private final RandomGenerator random;
    private final BiConsumer<Endpoint, byte[]> out;
    private final RoundTrips roundTrips = new RoundTrips();
    private final Map<Integer, Pending> pending = new HashMap<>();

    Questions(RoutingTable table, boolean readOnly, RandomGenerator random, BiConsumer<Endpoint, byte[]> out) {
        this.table = table;
        this.readOnly = readOnly;
        this.random = random;
        this.out = out;
    }

    int pendingCount() {
        return pending.size();
    }

    /** @param id of the node, where it is known: an answer with another is none */
    void ask(Endpoint to, Optional<NodeId> id, Question question, Asker asker, long nowNanos) {
        if (pending.size() >= MOST) {
            asker.failed(to, nowNanos);
            return;
        }
        int transaction = random.nextInt();
        while (pending.containsKey(transaction)) {
            transaction++;
        }
        pending.put(transaction, new Pending(to, id, asker, nowNanos));
        BString bytes = BString.of(
                ByteBuffer.allocate(TRANSACTION_BYTES).putInt(transaction).array());
        out.accept(to, KrpcWriter.write(new KrpcMessage.Query(bytes, table.ownId(), readOnly, question)));
    }

    private Optional<Pending> take(Endpoint from, BString transaction) {
        if (transaction.length() != TRANSACTION_BYTES) {
            return Optional.empty();
        }
        int number = transaction.buffer().getInt();
        Pending asked = pending.get(number);
        if (asked == null || !asked.to.equals(from)) {
            return Optional.empty();
        }
        pending.remove(number);
        return Optional.of(asked);
    }

    /** An answer came in; whether it was one to a question of ours. */
    boolean answered(Endpoint from, KrpcMessage.Answer answer, long nowNanos) {
        Optional<Pending> taken = take(from, answer.transaction());
        taken.ifPresent(asked -> {
            roundTrips.took(nowNanos - asked.sentNanos);
            NodeContact contact = new NodeContact(answer.id(), from);
            if (asked.id.isPresent() && !asked.id.get().equals(answer.id())) {
                table.remove(new NodeContact(asked.id.get(), from));
                asked.asker.failed(from, nowNanos);
            } else if (!answer.id().equals(table.ownId())) {
                table.replied(contact, nowNanos);
                asked.asker.answered(contact, answer, nowNanos);
            } else {
                asked.asker.failed(from, nowNanos);
            }
        });
        return taken.isPresent();
    }

    /** A node says that it does not do what it was asked to. */
    void refused(Endpoint from, KrpcMessage.Failure failure, long nowNanos) {
        take(from, failure.transaction()).ifPresent(asked -> asked.asker.failed(from, nowNanos));
    }

    /** Gives up on what was not answered in time. */
    void tick(long nowNanos) {
        List<Pending> lost = new ArrayList<>();
        List<Pending> late = new ArrayList<>();
        pending.values().removeIf(asked -> {
            long waited = nowNanos - asked.sentNanos;
            if (waited >= roundTrips.lostNanos()) {
                lost.add(asked);
                return true;
            }
            if (!asked.slow && waited >= roundTrips.slowNanos()) {
                asked.slow = true;
                late.add(asked);
            }
            return false;
        });
        for (Pending asked : lost) {
            asked.id.ifPresent(id -> table.failed(new NodeContact(id, asked.to), nowNanos));
            asked.asker.failed(asked.to, nowNanos);
        }
        late.forEach(asked -> asked.asker.slow(asked.to, nowNanos));
    }
}
