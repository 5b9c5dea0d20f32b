package starling.peer.discovery;

import java.util.Optional;

/**
 * How it stands with one tracker.
 *
 * @param lastError why the last announce failed, where it did
 * @param warning what the tracker wants people to know
 * @param seeders and leechers in the swarm, by the last answer
 * @param peersNamed in the last answer
 */
public record TrackerStatus(
        String url,
        State state,
        Optional<String> lastError,
        Optional<String> warning,
        int seeders,
        int leechers,
        int peersNamed) {
    public enum State {
        NOT_YET_ASKED,
        ASKING,
        OK,
        FAILING
    }

    static TrackerStatus notYetAsked(String url) {
        return new TrackerStatus(url, State.NOT_YET_ASKED, Optional.empty(), Optional.empty(), 0, 0, 0);
    }
}
