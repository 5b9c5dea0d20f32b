package starling.peer.discovery;

import java.io.IOException;

/** The tracker could not be asked, or did not answer as one; the message is for a person, in one line. */
public final class TrackerException extends IOException {
    public TrackerException(String message, Throwable cause) {
        super(message, cause);
    }

    public TrackerException(String message) {
        super(message);
    }
}
