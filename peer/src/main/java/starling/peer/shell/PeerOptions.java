package starling.peer.shell;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import starling.peer.dht.DhtSettings;
import starling.peer.net.mse.Encryption;
import starling.peer.policy.Limits;
import starling.peer.policy.SeedGoal;
import starling.peer.session.ClientOptions;
import starling.peer.session.FindingOptions;
import starling.peer.session.Partnership;
import starling.peer.session.SslOptions;
import starling.peer.shell.config.Setting;

/**
 * What the command line said.
 *
 * @param tracker the announce URL of the peer's own tracker
 * @param port to listen on, where given
 * @param limits of all torrents together
 * @param onComplete the program to run when a download is complete, and its words; empty for none
 * @param settings every option, as text, and where its value came from
 */
record PeerOptions(
        Home home,
        Optional<String> tracker,
        Optional<InetAddress> bind,
        OptionalInt port,
        Limits limits,
        SeedGoal seedGoal,
        List<String> onComplete,
        List<Setting> settings,
        Partnership partnership,
        Encryption encryption,
        SslOptions ssl,
        FindingOptions finding,
        DhtSettings dht) {

    /** What of it the client needs. */
    ClientOptions forClient() {
        return new ClientOptions(
                home.state(),
                bind,
                port,
                tracker,
                limits.downloadBytesPerSecond(),
                limits.uploadBytesPerSecond(),
                seedGoal,
                partnership,
                encryption,
                ssl,
                finding,
                dht,
                Version.PROGRAM);
    }
}
