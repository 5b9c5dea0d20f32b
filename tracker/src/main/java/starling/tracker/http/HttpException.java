package starling.tracker.http;

import java.io.IOException;

/** A request that is answered with an error status; the message tells the sender what was wrong. */
public final class HttpException extends IOException {
    private final int status;

    public HttpException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
