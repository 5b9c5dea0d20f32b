package starling.peer.dht;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import starling.announce.Endpoint;
import starling.krpc.KrpcMessage;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.krpc.Question;
import starling.metainfo.InfoHash;

/** The torrents whose peers we look for, and that we announce ourselves for: each every 15 minutes, more often while alone. */
final class FollowedTorrents {
    static final Duration INTERVAL = Duration.ofMinutes(15);
    private static final Duration JITTER = Duration.ofMinutes(1);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(15);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

    /** More peers than a torrent has room for are not passed on. */
    private static final int MOST_PEERS = 1_000;

    /** A torrent that is followed, until it is left. */
    static final class Followed {
        private final InfoHash infoHash;
        private final int port;
        private final Consumer<Collection<Endpoint>> found;
        private boolean running;
        private boolean moreWanted;
        private int retries;
        private long endedNanos;
        private Duration wait = Duration.ZERO;

        private Followed(InfoHash infoHash, int port, Consumer<Collection<Endpoint>> found, long nowNanos) {
            this.infoHash = infoHash;
            this.port = port;
            this.found = found;
            this.endedNanos = nowNanos;
        }

        /** Nobody is connected: the next lookup comes sooner. */
        void moreWanted() {
            moreWanted = true;
        }

        /** The wait until a lookup beyond the usual ones; it grows as long as these bring nobody who stays. */
        private Duration retry() {
            Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(retries, 5));
            return wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY;
        }

        private boolean isDue(long nowNanos) {
            Duration due = moreWanted && retry().compareTo(wait) < 0 ? retry() : wait;
            return !running && nowNanos - endedNanos >= due.toNanos();
        }
    }

    private final Lookups lookups;
    private final Questions questions;
    private final RandomGenerator random;
    private final Supplier<Question.Want> want;
    private final Predicate<Endpoint> mayCall;
    private final Set<Followed> torrents = new LinkedHashSet<>();

    /** @param mayCall which of the peers that others name are passed on */
    FollowedTorrents(
            Lookups lookups,
            Questions questions,
            RandomGenerator random,
            Supplier<Question.Want> want,
            Predicate<Endpoint> mayCall) {
        this.lookups = lookups;
        this.questions = questions;
        this.random = random;
        this.want = want;
        this.mayCall = mayCall;
    }

    int count() {
        return torrents.size();
    }

    /**
     * Looks for peers of a torrent and announces us, now and again until it is left.
     *
     * @param port where we take calls; 0 looks without announcing
     * @param found told peers as they come
     */
    Followed follow(InfoHash infoHash, int port, Consumer<Collection<Endpoint>> found, long nowNanos) {
        Followed torrent = new Followed(infoHash, port, found, nowNanos);
        torrents.add(torrent);
        return torrent;
    }

    void leave(Followed torrent) {
        torrents.remove(torrent);
    }

    /** Starts what is due, as far as there is room. */
    void tick(long nowNanos) {
        for (Followed torrent : List.copyOf(torrents)) {
            if (!lookups.hasRoom()) {
                return;
            }
            if (torrent.isDue(nowNanos)) {
                look(torrent, nowNanos);
            }
        }
    }

    private void look(Followed torrent, long nowNanos) {
        torrent.running = true;
        torrent.retries = torrent.moreWanted ? torrent.retries + 1 : 0;
        Set<Endpoint> seen = new HashSet<>();
        lookups.start(
                new Lookups.Task(
                        NodeId.of(torrent.infoHash),
                        new Question.GetPeers(torrent.infoHash, want.get()),
                        List.of(),
                        answer -> heard(torrent, answer, seen),
                        (lookup, now) -> ended(torrent, lookup, now)),
                nowNanos);
    }

    private void heard(Followed torrent, KrpcMessage.Answer answer, Set<Endpoint> seen) {
        List<Endpoint> fresh = answer.peers().stream()
                .filter(mayCall)
                .filter(peer -> seen.size() < MOST_PEERS && seen.add(peer))
                .toList();
        if (!fresh.isEmpty() && torrents.contains(torrent)) {
            torrent.found.accept(fresh);
        }
    }

    private void ended(Followed torrent, Lookup lookup, long nowNanos) {
        torrent.running = false;
        torrent.endedNanos = nowNanos;
        torrent.moreWanted = false;
        boolean reached = lookup.answeredCount() > 0;
        torrent.wait = reached ? INTERVAL.minusMillis(random.nextLong(JITTER.toMillis())) : torrent.retry();
        if (torrent.port == 0 || !torrents.contains(torrent)) {
            return;
        }
        for (Lookup.Found node : lookup.closest()) {
            node.token()
                    .ifPresent(token -> questions.ask(
                            node.contact().endpoint(),
                            Optional.of(node.contact().id()),
                            new Question.AnnouncePeer(torrent.infoHash, Optional.of(torrent.port), token),
                            Announce.INSTANCE,
                            nowNanos));
        }
    }

    /** Eight nodes are told, so that it does not matter what becomes of one. */
    private enum Announce implements Questions.Asker {
        INSTANCE;

        @Override
        public void answered(NodeContact from, KrpcMessage.Answer answer, long nowNanos) {}

        @Override
        public void failed(Endpoint to, long nowNanos) {}
    }
}
