package starling.peer.dht;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import starling.announce.Endpoint;
import starling.krpc.KrpcMessage;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.krpc.Question;

/** Carries out lookups, a few at a time; the others wait for their turn. */
final class Lookups {
    private static final int MOST_RUNNING = 12;
    private static final int START_NODES = 16;

    /**
     * A lookup to be made.
     *
     * @param strangers to begin with, besides the nodes we know
     * @param heard told each answer
     * @param done told the end, and when it came
     */
    record Task(
            NodeId target,
            Question question,
            Collection<Endpoint> strangers,
            Consumer<KrpcMessage.Answer> heard,
            BiConsumer<Lookup, Long> done) {}

    private final RoutingTable table;
    private final Questions questions;
    private final Predicate<NodeContact> mayAsk;
    private final List<Walk> running = new ArrayList<>();
    private final Deque<Task> waiting = new ArrayDeque<>();

    /** @param mayAsk which of the nodes that others name may be asked */
    Lookups(RoutingTable table, Questions questions, Predicate<NodeContact> mayAsk) {
        this.table = table;
        this.questions = questions;
        this.mayAsk = mayAsk;
    }

    int count() {
        return running.size() + waiting.size();
    }

    boolean hasRoom() {
        return running.size() < MOST_RUNNING && waiting.isEmpty();
    }

    void start(Task task, long nowNanos) {
        if (running.size() >= MOST_RUNNING) {
            waiting.add(task);
            return;
        }
        Walk walk = new Walk(task, nowNanos);
        running.add(walk);
        walk.advance(nowNanos);
    }

    private void ended(Walk walk, long nowNanos) {
        if (running.remove(walk)) {
            walk.task.done().accept(walk.lookup, nowNanos);
            if (!waiting.isEmpty() && running.size() < MOST_RUNNING) {
                start(waiting.poll(), nowNanos);
            }
        }
    }

    private final class Walk implements Questions.Asker {
        final Task task;
        final Lookup lookup;
        private boolean advancing;

        Walk(Task task, long nowNanos) {
            this.task = task;
            this.lookup = new Lookup(
                    task.target(),
                    table.ownId(),
                    table.closest(task.target(), START_NODES, nowNanos),
                    task.strangers());
        }

        void advance(long nowNanos) {
            // A question that cannot be sent fails at once, and comes back here.
            if (advancing) {
                return;
            }
            advancing = true;
            for (Optional<Endpoint> to = lookup.nextStranger(); to.isPresent(); to = lookup.nextStranger()) {
                questions.ask(to.get(), Optional.empty(), task.question(), this, nowNanos);
            }
            for (Optional<NodeContact> to = lookup.next(); to.isPresent(); to = lookup.next()) {
                questions.ask(to.get().endpoint(), Optional.of(to.get().id()), task.question(), this, nowNanos);
            }
            advancing = false;
            if (lookup.isDone()) {
                ended(this, nowNanos);
            }
        }

        @Override
        public void answered(NodeContact from, KrpcMessage.Answer answer, long nowNanos) {
            lookup.answered(from, answer.nodes().stream().filter(mayAsk).toList(), answer.token());
            task.heard().accept(answer);
            advance(nowNanos);
        }

        @Override
        public void failed(Endpoint to, long nowNanos) {
            lookup.failed(to);
            advance(nowNanos);
        }

        @Override
        public void slow(Endpoint to, long nowNanos) {
            lookup.slow(to);
            advance(nowNanos);
        }
    }
}
