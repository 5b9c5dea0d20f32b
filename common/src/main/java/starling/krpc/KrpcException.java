package starling.krpc;

import java.io.IOException;

/** A datagram that is no message of the DHT. */
public final class KrpcException extends IOException {
    public KrpcException(String message) {
        super(message);
    }
}
