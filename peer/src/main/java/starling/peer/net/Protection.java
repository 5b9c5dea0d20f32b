package starling.peer.net;

/** What a connection's bytes go through on their way. */
public enum Protection {
    NONE,
    /** The handshakes were hidden in a key exchange; the rest is plain. */
    HEADER,
    /** All is encrypted, against whoever does not know the torrent. */
    RC4,
    /** TLS, with certificates on both ends. */
    TLS
}
