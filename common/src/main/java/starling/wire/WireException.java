package starling.wire;

import java.io.IOException;

/** The other peer broke the protocol; the connection is not worth keeping. */
public final class WireException extends IOException {
    public WireException(String message) {
        super(message);
    }
}
