package starling.peer.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import starling.metainfo.InfoHash;
import starling.peer.discovery.TrackerStatus;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.Format;

/** Says in a line what changed since it looked last: downloads that go on, end or fail, trackers that come and go. */
final class Notices {
    private final PeerContext context;
    private final Consumer<String> out;
    private final Map<InfoHash, TorrentState> states = new HashMap<>();
    private final Map<Asked, TrackerStatus.State> trackers = new HashMap<>();

    /** A tracker of one torrent. */
    private record Asked(InfoHash torrent, String url) {}

    /** @param out told each line */
    Notices(PeerContext context, Consumer<String> out) {
        this.context = context;
        this.out = out;
    }

    /** @param torrents all of them, as they are now */
    synchronized void look(List<TorrentSnapshot> torrents) {
        if (!context.isOpen()) {
            return;
        }
        for (TorrentSnapshot now : torrents) {
            TorrentState before = states.put(now.metainfo().infoHash(), now.state());
            if (now.state() != before) {
                stateChanged(now);
            }
            now.trackers().forEach(tracker -> trackerChanged(now, tracker));
        }
        context.completionHook()
                .ifPresent(hook -> hook.look(torrents.stream()
                        .filter(torrent -> torrent.metadata().isEmpty())
                        .toList()));
    }

    private void stateChanged(TorrentSnapshot now) {
        String name = Format.name(now.metainfo().name());
        switch (now.state()) {
            case METADATA -> out.accept(name + ": looking for what the magnet link leads to");
            case DOWNLOADING ->
                out.accept(
                        now.foundBytes() == 0
                                ? name + ": downloading " + Format.size(now.wantedBytes())
                                : name + ": going on at " + Format.percent(now.foundBytes(), now.wantedBytes())
                                        + " % of " + Format.size(now.wantedBytes()));
            case SEEDING ->
                out.accept(
                        now.foundBytes() < now.wantedBytes()
                                ? name + ": complete and verified, in " + now.contentPath()
                                : name + ": seeding " + Format.size(now.haveBytes()));
            case FINISHED -> out.accept(name + ": seeded enough, " + Format.size(now.uploadedBytes()) + " given");
            case FAILED, PAUSED -> now.problem().ifPresent(problem -> out.accept(name + ": " + problem.message()));
            default -> {
                // checking shows a bar
            }
        }
    }

    private void trackerChanged(TorrentSnapshot torrent, TrackerStatus tracker) {
        TrackerStatus.State before =
                trackers.put(new Asked(torrent.metainfo().infoHash(), tracker.url()), tracker.state());
        if (tracker.state() == before) {
            return;
        }
        String url = Format.name(tracker.url());
        if (tracker.state() == TrackerStatus.State.FAILING) {
            out.accept(
                    "tracker " + url + ": " + Format.name(tracker.lastError().orElse("no answer")) + "; trying again");
        } else if (tracker.state() == TrackerStatus.State.OK) {
            if (before == TrackerStatus.State.FAILING) {
                out.accept("tracker " + url + ": answers again");
            }
            tracker.warning().ifPresent(text -> out.accept("tracker " + url + " says: " + Format.name(text)));
        }
    }
}
