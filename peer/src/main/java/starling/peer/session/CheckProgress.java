package starling.peer.session;

/**
 * How far a check of what is on disk has come, or came.
 *
 * @param checkedBytes what was hashed, and what needed no look
 * @param bytesPerSecond how fast it has been hashed up to now
 */
public record CheckProgress(long checkedBytes, long bytesPerSecond) {
    /** No check was made. */
    public static final CheckProgress NONE = new CheckProgress(0, 0);
}
