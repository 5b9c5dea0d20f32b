package starling.peer.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import starling.peer.session.TorrentSession;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.Progress;

/** What {@code seed} and {@code share} have in common: open the torrents, see that all is there, and stay. */
final class Seeding {
    /**
     * A torrent and where its content is.
     *
     * @param path of the .torrent
     * @param folder what the content lies in
     */
    record Content(Path path, TorrentFile torrent, Path folder) {
        /** Opens the torrent and lets it run. */
        TorrentSession start(PeerContext context) {
            return start(context, false);
        }

        /** The same, showing one piece at a time where {@code superSeeding} is. */
        TorrentSession start(PeerContext context, boolean superSeeding) {
            TorrentSession session =
                    context.client().open(torrent.metainfo(), torrent.bytes(), folder, TorrentSession.Intent.SEED);
            if (superSeeding) {
                if (session.state() == TorrentState.SEEDING) {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            Format.name(torrent.metainfo().name())
                                    + " is seeded already: pause it first, then seed it with --super-seed");
                }
                session.superSeed();
            }
            session.start();
            return session;
        }
    }

    private static final Duration LOOK = Duration.ofMillis(200);

    private Seeding() {}

    /** @param goal when it is enough, where it is said for these */
    static int run(PeerContext context, List<Content> contents, SeedGoalOptions goal, boolean superSeeding) {
        List<TorrentSession> sessions = contents.stream()
                .map(content -> content.start(context, superSeeding))
                .toList();
        for (TorrentSession session : sessions) {
            session.seedUntil(goal.over(context.options().seedGoal()));
        }
        for (TorrentSession session : sessions) {
            awaitChecked(context, session);
            session.snapshot().problem().ifPresent(problem -> {
                context.running().forget(session);
                throw Failures.of(problem);
            });
        }
        if (!context.isShell()) {
            new Follower(context).untilStoppedOrDone();
        }
        return 0;
    }

    /** Waits for a check and shows how far it is; false where the program is to end before. */
    static boolean awaitChecked(PeerContext context, TorrentSession session) {
        TorrentSnapshot now = session.snapshot();
        Progress progress = new Progress(
                context.console(), "checking " + Format.name(now.metainfo().name()), now.totalBytes());
        try {
            while (!session.awaitChecked(LOOK)) {
                if (context.stopping().isWanted()) {
                    return false;
                }
                progress.to(session.snapshot().check().checkedBytes());
            }
            return true;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            progress.done();
        }
    }
}
