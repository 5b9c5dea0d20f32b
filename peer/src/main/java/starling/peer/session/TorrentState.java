package starling.peer.session;

/** What a torrent is doing. */
public enum TorrentState {
    /** A magnet link is all that is known, and what the torrent is has to be found first. */
    METADATA,
    /** What is on disk is being compared with the hashes. */
    CHECKING,
    DOWNLOADING,
    SEEDING,
    /** Known from an earlier run, and not running now. */
    STOPPED,
    /** Stopped by a person, or by a disk that failed, which is the {@link Problem} then. */
    PAUSED,
    /** Seeded for as long or as much as was wanted. */
    FINISHED,
    /** Stopped by a {@link Problem}. */
    FAILED
}
