package starling.peer.session;

/** What a torrent is doing. */
public enum TorrentState {
    /** What is on disk is being compared with the hashes. */
    CHECKING,
    DOWNLOADING,
    SEEDING,
    /** Stopped by a person. */
    PAUSED,
    /** Stopped by a {@link Problem}. */
    FAILED
}
