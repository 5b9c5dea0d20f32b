package starling.peer.session;

/** What a torrent is doing. */
public enum TorrentState {
    /** What is on disk is being compared with the hashes. */
    CHECKING,
    DOWNLOADING,
    SEEDING,
    /** Known from an earlier run, and not running now. */
    STOPPED,
    /** Stopped by a person. */
    PAUSED,
    /** Stopped by a {@link Problem}. */
    FAILED
}
