package starling.peer.webseed;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import starling.metainfo.SafePath;

/** A web seed gave nothing that can be used; the message is for a person, in one line that is safe to show. */
public final class WebSeedException extends IOException {
    private static final int LONGEST = 300;

    private final int status;
    private final Optional<Duration> retryAfter;

    WebSeedException(String message) {
        this(message, 0, Optional.empty());
    }

    WebSeedException(String message, Throwable cause) {
        super(harmless(message), cause);
        this.status = 0;
        this.retryAfter = Optional.empty();
    }

    private WebSeedException(String message, int status, Optional<Duration> retryAfter) {
        super(harmless(message));
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static WebSeedException ofStatus(int status, Optional<Duration> retryAfter) {
        return new WebSeedException("it answers with status " + status, status, retryAfter);
    }

    private static String harmless(String text) {
        return SafePath.printable(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
    }

    /** Whether the server says that it does not have, or does not give, this one file. */
    boolean isOfFile() {
        return status == 403 || status == 404 || status == 410;
    }

    /** How long the server wants to be left alone. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
