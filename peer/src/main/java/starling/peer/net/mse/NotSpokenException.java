package starling.peer.net.mse;

import java.io.IOException;

/** The other end is there, but does not know this way to begin. */
public final class NotSpokenException extends IOException {
    public NotSpokenException(String message) {
        super(message);
    }
}
