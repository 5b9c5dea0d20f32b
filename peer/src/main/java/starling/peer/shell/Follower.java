package starling.peer.shell;

import java.time.Duration;
import java.util.List;
import starling.peer.session.TorrentSession;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.Failures;

/** Stays with torrents while they run: says what changes and, on a terminal, draws one line of progress. */
final class Follower {
    private static final long LOOK_MILLIS = 500;

    private final PeerContext context;

    Follower(PeerContext context) {
        this.context = context;
    }

    /** Until the torrent is complete; throws what it failed with. False where the program is to end before. */
    boolean untilComplete(TorrentSession torrent) {
        try {
            while (!torrent.awaitSettled(Duration.ofMillis(LOOK_MILLIS))) {
                if (context.stopping().isWanted()) {
                    clear();
                    return false;
                }
                look();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
        TorrentSnapshot settled = torrent.snapshot();
        if (settled.problem().isPresent()) {
            clear();
            throw Failures.of(settled.problem().get());
        }
        look();
        clear();
        return settled.state() == TorrentState.SEEDING;
    }

    /** Until someone wants the program to end, or every torrent came to its end; throws what one failed with. */
    void untilStoppedOrDone() {
        while (context.torrents().anyRuns() && !context.stopping().await(LOOK_MILLIS)) {
            look();
        }
        look();
        clear();
        if (!context.stopping().isWanted()) {
            context.torrents().firstProblem().ifPresent(problem -> {
                throw Failures.of(problem);
            });
        }
    }

    /** Until no download runs any more. False where the program is to end before, or one failed. */
    boolean untilNothingRuns() {
        while (context.torrents().hasUnfinishedDownloads()) {
            if (context.stopping().await(LOOK_MILLIS)) {
                clear();
                return false;
            }
            look();
        }
        look();
        clear();
        return context.torrents().firstProblem().isEmpty();
    }

    /** Says what changed since the last look. */
    void look() {
        clear();
        if (!context.isOpen()) {
            return;
        }
        List<TorrentSnapshot> now = context.torrents().snapshots();
        context.notices().look(now);
        if (context.console().live()) {
            context.console().redraw(ProgressLine.of(now));
        }
    }

    /** Takes the drawn line away. */
    private void clear() {
        if (context.console().live()) {
            context.console().clear();
        }
    }
}
