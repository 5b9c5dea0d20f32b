package starling.peer.session;

import java.util.Optional;
import java.util.OptionalInt;
import starling.pem.PemIdentity;

/**
 * What SSL torrents need.
 *
 * @param identity our certificate with its key, where we have one; without it no SSL torrent is traded
 * @param port to listen on for them; the first free one from 6881 on where not given
 */
public record SslOptions(Optional<PemIdentity> identity, OptionalInt port) {
    /** Without a certificate. */
    public static final SslOptions NONE = new SslOptions(Optional.empty(), OptionalInt.empty());
}
