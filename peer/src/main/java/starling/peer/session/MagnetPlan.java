package starling.peer.session;

import java.util.ArrayList;
import java.util.List;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Priority;
import starling.peer.storage.MagnetRecord;

/** What is wanted of a torrent that came by a magnet link: the files of the link (BEP 53), or what a person said. */
final class MagnetPlan {
    private MagnetPlan() {}

    static FetchPlan of(MagnetRecord record, Metainfo torrent) {
        List<Priority> files = new ArrayList<>();
        for (int file = 0; file < torrent.files().size(); file++) {
            boolean padding = torrent.files().get(file).padding();
            files.add(padding || record.link().wants(file) ? Priority.NORMAL : Priority.OFF);
        }
        // A choice that leaves nothing is a choice of other files than there are.
        boolean none = new FetchPlan(files, false).pieces(torrent).wantedCount() == 0;
        boolean all = record.link().files().isEmpty();
        return (none || all ? FetchPlan.ALL : new FetchPlan(files, false)).withSequential(record.sequential());
    }
}
