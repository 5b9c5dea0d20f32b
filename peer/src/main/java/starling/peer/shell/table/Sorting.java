package starling.peer.shell.table;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import starling.peer.session.TorrentSnapshot;

/** In which order torrents are shown. */
public enum Sorting {
    NAME("by name", Comparator.comparing(torrent -> torrent.metainfo().name().toLowerCase(Locale.ROOT))),
    PROGRESS(
            "by progress",
            Comparator.comparing((TorrentSnapshot torrent) -> (double) torrent.leftBytes() / torrent.totalBytes())),
    RATE(
            "by rate",
            Comparator.comparing(
                    (TorrentSnapshot torrent) -> -torrent.downloadBytesPerSecond() - torrent.uploadBytesPerSecond()));

    private final String words;
    private final Comparator<TorrentSnapshot> order;

    Sorting(String words, Comparator<TorrentSnapshot> order) {
        this.words = words;
        this.order = order;
    }

    public String words() {
        return words;
    }

    public Sorting next() {
        return values()[(ordinal() + 1) % values().length];
    }

    /** The torrents in this order; equals stay as they were. */
    public List<TorrentSnapshot> of(List<TorrentSnapshot> torrents) {
        return torrents.stream().sorted(order).toList();
    }
}
