package starling.announce;

import java.io.IOException;

/** A request or an answer that is not what the protocol says; the message is fit to be a {@code failure reason}. */
public final class AnnounceException extends IOException {
    public AnnounceException(String message) {
        super(message);
    }
}
