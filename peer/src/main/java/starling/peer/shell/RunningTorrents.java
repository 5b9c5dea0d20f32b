package starling.peer.shell;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Ledger;
import starling.peer.policy.Limits;
import starling.peer.session.Client;
import starling.peer.session.MagnetSession;
import starling.peer.session.PiecesSnapshot;
import starling.peer.session.Problem;
import starling.peer.session.TorrentSession;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.session.WebSeedStatus;
import starling.peer.shell.hook.CompletionHook;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;

/** Those of an open client. */
final class RunningTorrents implements Torrents {
    private final Client client;
    private final Home home;
    private final Optional<CompletionHook> completionHook;

    /** @param completionHook runs a program for each download that completes, where one is wanted */
    RunningTorrents(Client client, Home home, Optional<CompletionHook> completionHook) {
        this.client = client;
        this.home = home;
        this.completionHook = completionHook;
    }

    Client client() {
        return client;
    }

    Optional<CompletionHook> completionHook() {
        return completionHook;
    }

    @Override
    public List<TorrentSnapshot> snapshots() {
        List<MagnetSession> magnets = client.magnets();
        return Stream.concat(
                        torrentsBeside(magnets).map(TorrentSession::snapshot),
                        magnets.stream().map(MagnetSession::snapshot))
                .toList();
    }

    /** The torrents but those that a link leads to which was there a moment ago: each is shown once, and always. */
    private Stream<TorrentSession> torrentsBeside(List<MagnetSession> magnets) {
        Set<InfoHash> linked =
                magnets.stream().map(magnet -> magnet.metainfo().infoHash()).collect(Collectors.toSet());
        return client.torrents().stream()
                .filter(torrent -> !linked.contains(torrent.metainfo().infoHash()));
    }

    @Override
    public boolean anyRuns() {
        return snapshots().stream().anyMatch(TorrentSnapshot::isRunning);
    }

    @Override
    public boolean hasUnfinishedDownloads() {
        return snapshots().stream().anyMatch(torrent -> torrent.isRunning() && torrent.state() != TorrentState.SEEDING);
    }

    @Override
    public Optional<Problem> firstProblem() {
        return snapshots().stream()
                .flatMap(torrent -> torrent.problem().stream())
                .findFirst();
    }

    @Override
    public PiecesSnapshot pieces(TorrentSnapshot torrent) {
        return session(torrent).map(TorrentSession::pieces).orElseGet(() -> PiecesSnapshot.of(torrent));
    }

    @Override
    public List<WebSeedStatus> webSeeds(TorrentSnapshot torrent) {
        return session(torrent).map(TorrentSession::webSeeds).orElseGet(() -> WebSeedStatus.unused(torrent.metainfo()));
    }

    private Optional<TorrentSession> session(TorrentSnapshot torrent) {
        return client.find(torrent.metainfo().infoHash());
    }

    @Override
    public List<Ledger.Account> accounts() {
        return client.accounts();
    }

    @Override
    public List<String> change(List<String> names, Function<Handle, Handle.Action> how) {
        List<MagnetSession> magnets = client.magnets();
        try {
            return Handle.change(
                    Stream.concat(
                                    torrentsBeside(magnets).map(torrent -> Handle.of(torrent, () -> forget(torrent))),
                                    magnets.stream().map(magnet -> Handle.of(magnet, client)))
                            .toList(),
                    names,
                    how);
        } catch (IOException failed) {
            throw Failures.writing(home.state(), failed);
        }
    }

    /** Closes a torrent and forgets it. */
    void forget(TorrentSession torrent) {
        try {
            client.remove(torrent);
            completionHook.ifPresent(hook -> hook.forget(torrent.metainfo().infoHash()));
        } catch (IOException failed) {
            throw Failures.writing(home.state(), failed);
        }
    }

    @Override
    public String plan(String name, BiFunction<Metainfo, FetchPlan, FetchPlan> change) {
        TorrentSession torrent = find(name);
        torrent.plan(change.apply(torrent.metainfo(), torrent.plan()));
        return Format.name(torrent.metainfo().name());
    }

    private TorrentSession find(String name) {
        return Selection.find(client.torrents(), TorrentSession::metainfo, name);
    }

    @Override
    public Limits limits() {
        return client.limits();
    }

    @Override
    public void limit(UnaryOperator<Limits> change) {
        client.limit(change.apply(client.limits()));
    }

    @Override
    public List<Limited> limited() {
        return client.torrents().stream()
                .map(torrent -> new Limited(torrent.metainfo(), torrent.limits()))
                .toList();
    }

    @Override
    public void limit(String name, UnaryOperator<Limits> change) {
        TorrentSession torrent = find(name);
        torrent.limit(change.apply(torrent.limits()));
    }

    /** Says goodbye, saves, and runs what is still to be run for what completed. */
    void close() {
        List<TorrentSession> left = client.torrents();
        client.close();
        completionHook.ifPresent(hook -> {
            hook.look(left.stream().map(TorrentSession::snapshot).toList());
            hook.close();
        });
    }
}
