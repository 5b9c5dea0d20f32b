package starling.peer.discovery;

import java.time.Duration;
import java.util.Optional;
import starling.announce.AnnounceResponse;
import starling.announce.ScrapeResponse;

/**
 * How it stands with one tracker.
 *
 * @param tier from 1, the best
 * @param lastError why the last announce failed, where it did
 * @param warning what the tracker wants people to know
 * @param seeders and leechers in the swarm, by the last answer
 * @param completed how many have finished the download so far, where the tracker says
 * @param peersNamed in the last answer
 * @param next in how long it is asked again, where that is known
 */
public record TrackerStatus(
        String url,
        int tier,
        State state,
        Optional<String> lastError,
        Optional<String> warning,
        int seeders,
        int leechers,
        Optional<Integer> completed,
        int peersNamed,
        Optional<Duration> next) {
    public enum State {
        NOT_YET_ASKED,
        ASKING,
        OK,
        FAILING
    }

    /** Without what only some trackers say. */
    public TrackerStatus(
            String url,
            State state,
            Optional<String> lastError,
            Optional<String> warning,
            int seeders,
            int leechers,
            int peersNamed) {
        this(url, 1, state, lastError, warning, seeders, leechers, Optional.empty(), peersNamed, Optional.empty());
    }

    public static TrackerStatus notYetAsked(String url, int tier) {
        return new TrackerStatus(
                url,
                tier,
                State.NOT_YET_ASKED,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                0,
                Optional.empty());
    }

    /** It is being asked; one that answered or failed before is shown as that until it does again. */
    TrackerStatus asked() {
        return state == State.NOT_YET_ASKED ? with(State.ASKING, lastError) : this;
    }

    TrackerStatus failed(String error) {
        return with(State.FAILING, Optional.of(error));
    }

    private TrackerStatus with(State state, Optional<String> error) {
        return new TrackerStatus(url, tier, state, error, warning, seeders, leechers, completed, peersNamed, next);
    }

    TrackerStatus answered(AnnounceResponse.Swarm swarm) {
        return new TrackerStatus(
                url,
                tier,
                State.OK,
                Optional.empty(),
                swarm.warning(),
                swarm.seeders(),
                swarm.leechers(),
                swarm.completed(),
                swarm.peers().size(),
                next);
    }

    /** With counts that it was asked for besides. */
    public TrackerStatus scraped(ScrapeResponse.Count count) {
        return new TrackerStatus(
                url,
                tier,
                state,
                lastError,
                warning,
                count.seeders(),
                count.leechers(),
                Optional.of(count.completed()),
                peersNamed,
                next);
    }

    TrackerStatus withNext(Optional<Duration> next) {
        return new TrackerStatus(url, tier, state, lastError, warning, seeders, leechers, completed, peersNamed, next);
    }
}
