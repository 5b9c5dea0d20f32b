package starling.peer.session;

/**
 * Why a torrent cannot go on.
 *
 * @param message for a person: what is wrong and what to do, in one line
 */
public record Problem(Kind kind, String message) {
    /** What kind of trouble, for exit codes. */
    public enum Kind {
        CONTENT_DIFFERS,
        WOULD_OVERWRITE,
        /** It goes on by itself once there is room. */
        DISK_FULL,
        /** It goes on when a person says so. */
        DISK_FAILED
    }
}
