package starling.peer.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Ledger;
import starling.peer.policy.Limits;
import starling.peer.session.PiecesSnapshot;
import starling.peer.session.Problem;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.WebSeedStatus;

/** The torrents and magnet links of a home, and what a person may change about them. */
sealed interface Torrents permits RunningTorrents, RecordedTorrents {
    /** What a torrent may read and send a second. */
    record Limited(Metainfo metainfo, Limits limits) {}

    /** All of them as they are now. */
    List<TorrentSnapshot> snapshots();

    /** Whether any checks or trades. */
    boolean anyRuns();

    /** Whether any runs that is not complete. */
    boolean hasUnfinishedDownloads();

    /** Why one stopped of itself, where one did. */
    Optional<Problem> firstProblem();

    /** The pieces of one. */
    PiecesSnapshot pieces(TorrentSnapshot torrent);

    /** How it stands with the web seeds of one. */
    List<WebSeedStatus> webSeeds(TorrentSnapshot torrent);

    /** What each peer gave and took, in all runs and torrents. */
    List<Ledger.Account> accounts();

    /** Does something with those of these names. Their names in full. */
    List<String> change(List<String> names, Function<Handle, Handle.Action> how);

    /** Changes what is wanted of one. Its name in full. */
    String plan(String name, BiFunction<Metainfo, FetchPlan, FetchPlan> change);

    /** What all together may read and send a second. */
    Limits limits();

    /** Changes that. */
    void limit(UnaryOperator<Limits> change);

    /** What each may read and send a second. */
    List<Limited> limited();

    /** Changes that of one. */
    void limit(String name, UnaryOperator<Limits> change);
}
