package starling.peer.session;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.PeerId;
import starling.metainfo.Metainfo;
import starling.peer.fault.Faults;
import starling.peer.net.Link;
import starling.peer.net.Protection;
import starling.peer.policy.WebSeedTurns;
import starling.peer.webseed.WebSeedChannel;
import starling.peer.webseed.WebSeedException;
import starling.wire.Handshake;

/** The web seeds of one torrent (BEP 19): each is one more peer, for as long as anything is wanted. */
final class WebSeeds {
    /** More than so many of a torrent's are passed over. */
    private static final int MOST = 64;

    /** After a file that the server does not have it is asked for others soon, but less so the more are absent. */
    private static final int LONGEST_ABSENT_SECONDS = 60;

    private static final Logger log = LoggerFactory.getLogger(WebSeeds.class);

    private final Metainfo metainfo;
    private final TorrentContext context;
    private final List<Seed> seeds = new ArrayList<>();
    private final WebSeedTurns turns;

    private static final class Seed {
        private final String url;

        /** Nobody else knows it, so that no peer can pass for the seed. */
        private final PeerId id;

        private final BitSet absent = new BitSet();
        private Optional<String> lastError = Optional.empty();

        private Seed(String url, PeerId id) {
            this.url = url;
            this.id = id;
        }
    }

    WebSeeds(Metainfo metainfo, TorrentContext context) {
        this.metainfo = metainfo;
        this.context = context;
        SecureRandom random = new SecureRandom();
        metainfo.webSeeds().stream()
                .limit(MOST)
                .forEach(url -> seeds.add(new Seed(url, PeerId.random("-WS0000-", random))));
        this.turns = new WebSeedTurns(seeds.size());
    }

    /** All that failed are due at once. */
    synchronized void forgive() {
        turns.forgive();
    }

    /** Opens those that are due, where something is wanted. */
    synchronized void openMore(Exchange trading, long nowNanos) {
        if (seeds.isEmpty() || !trading.isRunning() || trading.isComplete()) {
            return;
        }
        for (OptionalInt next = turns.next(nowNanos); next.isPresent(); next = turns.next(nowNanos)) {
            int seed = next.getAsInt();
            BitSet absent = (BitSet) seeds.get(seed).absent.clone();
            context.threads().newThread(() -> run(seed, absent, trading)).start();
        }
    }

    private void run(int seed, BitSet absent, Exchange trading) {
        String url = seeds.get(seed).url;
        try {
            WebSeedChannel channel =
                    WebSeedChannel.open(metainfo, url, absent, context.finding().webServers());
            Link link =
                    new Link(channel, channel.remote(), false, channel.isSecured() ? Protection.TLS : Protection.NONE);
            Handshake handshake = new Handshake(metainfo.infoHash(), seeds.get(seed).id, true, false, false);
            PeerConnection connection = new PeerConnection(link, handshake, trading, context.shared());
            connection.run();
            boolean gave = connection.traffic.givenBytes.get() > 0;
            if (trading.isRunning() && !trading.isComplete()) {
                failed(seed, gave, channel.failure(), channel.absentFile());
            } else {
                ended(seed);
            }
        } catch (WebSeedException unusable) {
            failed(seed, false, Optional.of(unusable), OptionalInt.empty());
        } catch (RuntimeException | Error fault) {
            Faults.log(url, fault);
            failed(seed, false, Optional.empty(), OptionalInt.empty());
        }
    }

    private synchronized void ended(int seed) {
        if (turns.standing(seed) != WebSeedTurns.Standing.BANNED) {
            seeds.get(seed).lastError = Optional.empty();
        }
        turns.ended(seed, Duration.ZERO, System.nanoTime());
    }

    private synchronized void failed(int index, boolean gave, Optional<WebSeedException> why, OptionalInt absentFile) {
        if (turns.standing(index) == WebSeedTurns.Standing.BANNED) {
            turns.ended(index, Duration.ZERO, System.nanoTime());
            return;
        }
        Seed seed = seeds.get(index);
        String reason = why.map(IOException::getMessage).orElse("it went quiet");
        log.info("{}: web seed {}: {}", metainfo.name(), seed.url, reason);
        seed.lastError = Optional.of(reason);
        long now = System.nanoTime();
        absentFile.ifPresent(seed.absent::set);
        if (absentFile.isPresent() && gave) {
            int wait = Math.min(LONGEST_ABSENT_SECONDS, seed.absent.cardinality());
            turns.ended(index, Duration.ofSeconds(wait), now);
            return;
        }
        if (absentFile.isEmpty()) {
            // Whatever was wrong, the files that were missed may be there the next time.
            seed.absent.clear();
        }
        turns.failed(index, gave, why.flatMap(WebSeedException::retryAfter).orElse(Duration.ZERO), now);
    }

    /** Never uses the one again that sent what is wrong, and hangs up on it. Whether it was one of these. */
    boolean ban(Sender liar, Exchange trading) {
        synchronized (this) {
            int index = indexOf(liar.id());
            if (index < 0) {
                return false;
            }
            log.warn("{}: web seed {} sent what is wrong and is banned", metainfo.name(), seeds.get(index).url);
            seeds.get(index).lastError = Optional.of("it sent what is wrong");
            turns.ban(index);
        }
        trading.close(connection -> connection.id().equals(liar.id()));
        return true;
    }

    private int indexOf(PeerId id) {
        for (int index = 0; index < seeds.size(); index++) {
            if (seeds.get(index).id.equals(id)) {
                return index;
            }
        }
        return -1;
    }

    /** How it stands with each. */
    synchronized List<WebSeedStatus> statuses() {
        long now = System.nanoTime();
        List<WebSeedStatus> statuses = new ArrayList<>(seeds.size());
        for (int index = 0; index < seeds.size(); index++) {
            Seed seed = seeds.get(index);
            long wait = turns.waitNanos(index, now);
            WebSeedStatus.State state = switch (turns.standing(index)) {
                case OPEN -> WebSeedStatus.State.USED;
                case BANNED -> WebSeedStatus.State.BANNED;
                case WAITING -> seed.lastError.isPresent() ? WebSeedStatus.State.FAILING : WebSeedStatus.State.IDLE;
            };
            statuses.add(new WebSeedStatus(
                    seed.url,
                    state,
                    state == WebSeedStatus.State.USED ? Optional.empty() : seed.lastError,
                    state == WebSeedStatus.State.FAILING ? Optional.of(Duration.ofNanos(wait)) : Optional.empty()));
        }
        return statuses;
    }
}
