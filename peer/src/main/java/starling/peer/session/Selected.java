package starling.peer.session;

import java.io.IOException;
import java.util.Optional;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.PiecePriorities;
import starling.peer.storage.ContentFiles;

/** What a person wants of one torrent, and how a change of it is carried out. */
final class Selected {
    private final Metainfo metainfo;
    private final Object changing = new Object();
    private volatile Now now;

    private record Now(FetchPlan plan, PiecePriorities pieces) {}

    Selected(Metainfo metainfo, FetchPlan plan) {
        this.metainfo = metainfo;
        this.now = new Now(plan, plan.pieces(metainfo));
    }

    FetchPlan plan() {
        return now.plan();
    }

    PiecePriorities pieces() {
        return now.pieces();
    }

    void applyTo(Exchange exchange) {
        Now applied = now;
        exchange.plan(applied.pieces(), applied.plan().sequential());
    }

    /**
     * Takes another plan, one change at a time. What is given up is given up before its file is, and what is new is asked
     * for after its file is there.
     *
     * @param trading whoever trades now
     */
    void change(FetchPlan next, Optional<Exchange> trading, ContentFiles content) throws IOException {
        synchronized (changing) {
            FetchPlan before = plan();
            now = new Now(next, next.pieces(metainfo));
            trading.ifPresent(
                    exchange -> exchange.plan(next.butNotMoreThan(before).pieces(metainfo), next.sequential()));
            content.choose(next::isWanted);
            if (trading.isPresent()) {
                content.createEmptyFiles();
                applyTo(trading.get());
            }
        }
    }
}
