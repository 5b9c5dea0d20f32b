package starling.peer.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import starling.metainfo.Metainfo;

/**
 * How it stands with one web seed.
 *
 * @param url as the torrent has it
 * @param lastError what was wrong the last time, in one line that is safe to show
 * @param next how long until it is tried again, where it waits
 */
public record WebSeedStatus(String url, State state, Optional<String> lastError, Optional<Duration> next) {
    /** Those of a torrent that does not run. */
    public static List<WebSeedStatus> unused(Metainfo metainfo) {
        return metainfo.webSeeds().stream()
                .map(url -> new WebSeedStatus(url, State.IDLE, Optional.empty(), Optional.empty()))
                .toList();
    }

    /** What is done with it. */
    public enum State {
        /** Nothing is wanted of it now. */
        IDLE,
        USED,
        FAILING,
        /** It sent what is wrong, and is not asked again. */
        BANNED
    }
}
