package starling.peer.net.mse;

/** What a connection begins with. */
public enum Opening {
    /** The handshake, as it is. */
    PLAIN,
    /** A key exchange, which the handshake follows. */
    ENCRYPTED
}
