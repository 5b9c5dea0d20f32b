package starling.peer.session;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import starling.peer.dht.DhtSettings;
import starling.peer.net.mse.Encryption;
import starling.peer.policy.SeedGoal;

/**
 * How a client is to run.
 *
 * @param state the folder for its records
 * @param bind the only address to listen on and send from, where given
 * @param port to listen on; the first free one from 6881 on where not given
 * @param tracker the announce URL of the peer's own tracker; torrents that name others ask it last
 * @param maxDownload and maxUpload in bytes a second, 0 is no limit
 * @param seedGoal when seeding is enough, unless a torrent is told otherwise
 * @param partnership how it deals with its partners
 * @param encryption of connections to other peers
 * @param ssl what SSL torrents need
 * @param finding how peers are found
 * @param dht whether and how the DHT is used
 * @param program name and version, as other peers and trackers see it
 */
public record ClientOptions(
        Path state,
        Optional<InetAddress> bind,
        OptionalInt port,
        Optional<String> tracker,
        long maxDownload,
        long maxUpload,
        SeedGoal seedGoal,
        Partnership partnership,
        Encryption encryption,
        SslOptions ssl,
        FindingOptions finding,
        DhtSettings dht,
        String program) {}
