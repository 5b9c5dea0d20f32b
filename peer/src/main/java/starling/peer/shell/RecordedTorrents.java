package starling.peer.shell;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Ledger;
import starling.peer.policy.Limits;
import starling.peer.session.PiecesSnapshot;
import starling.peer.session.Problem;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.WebSeedStatus;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;
import starling.peer.storage.MagnetRecord;
import starling.peer.storage.MagnetRecords;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.TorrentRecords;

/** Those of earlier runs, while no client is open: what is changed is changed in their records. */
final class RecordedTorrents implements Torrents {
    private final Home home;
    private final Limits limits;
    private final TorrentRecords torrents;
    private final MagnetRecords magnets;

    /** @param limits of all together, in a client that would be opened now */
    RecordedTorrents(Home home, Limits limits) {
        this.home = home;
        this.limits = limits;
        this.torrents = home.kept().torrents();
        this.magnets = home.kept().magnets();
    }

    @Override
    public List<TorrentSnapshot> snapshots() {
        return Stream.concat(
                        records().stream().map(TorrentSnapshot::of),
                        magnetRecords().stream().map(TorrentSnapshot::of))
                .toList();
    }

    List<TorrentRecord> records() {
        try {
            return torrents.all();
        } catch (IOException failed) {
            throw unreadable(home, failed);
        }
    }

    private List<MagnetRecord> magnetRecords() {
        try {
            return magnets.all();
        } catch (IOException failed) {
            throw unreadable(home, failed);
        }
    }

    static CommandFailure unreadable(Home home, IOException failed) {
        return new CommandFailure(ExitCode.UNKNOWN, "cannot read " + home.state() + ": " + Failures.say(failed));
    }

    @Override
    public boolean anyRuns() {
        return false;
    }

    @Override
    public boolean hasUnfinishedDownloads() {
        return false;
    }

    @Override
    public Optional<Problem> firstProblem() {
        return Optional.empty();
    }

    @Override
    public PiecesSnapshot pieces(TorrentSnapshot torrent) {
        return PiecesSnapshot.of(torrent);
    }

    @Override
    public List<WebSeedStatus> webSeeds(TorrentSnapshot torrent) {
        return WebSeedStatus.unused(torrent.metainfo());
    }

    @Override
    public List<Ledger.Account> accounts() {
        return home.kept().ledger().load().accounts();
    }

    @Override
    public List<String> change(List<String> names, Function<Handle, Handle.Action> how) {
        try (Closeable taken = home.lock()) {
            return Handle.change(
                    Stream.concat(
                                    records().stream().map(record -> Handle.of(record, torrents)),
                                    magnetRecords().stream().map(record -> Handle.of(record, magnets)))
                            .toList(),
                    names,
                    how);
        } catch (IOException failed) {
            throw Failures.writing(home.state(), failed);
        }
    }

    @Override
    public String plan(String name, BiFunction<Metainfo, FetchPlan, FetchPlan> change) {
        return changeRecord(
                name,
                record -> record.withPlan(
                        change.apply(record.metainfo(), record.wishes().plan())));
    }

    private String changeRecord(String name, UnaryOperator<TorrentRecord> change) {
        try (Closeable taken = home.lock()) {
            TorrentRecord record = Selection.find(records(), TorrentRecord::metainfo, name);
            torrents.save(change.apply(record));
            return Format.name(record.metainfo().name());
        } catch (IOException failed) {
            throw Failures.writing(home.state(), failed);
        }
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void limit(UnaryOperator<Limits> change) {
        throw new CommandFailure(
                ExitCode.USAGE,
                "no peer runs here that could be limited: name a torrent, or start with --max-download and"
                        + " --max-upload");
    }

    @Override
    public List<Limited> limited() {
        return records().stream()
                .map(record -> new Limited(record.metainfo(), record.wishes().limits()))
                .toList();
    }

    @Override
    public void limit(String name, UnaryOperator<Limits> change) {
        changeRecord(
                name, record -> record.withLimits(change.apply(record.wishes().limits())));
    }
}
