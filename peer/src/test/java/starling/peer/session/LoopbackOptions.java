package starling.peer.session;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import starling.peer.dht.DhtSettings;
import starling.peer.net.mse.Encryption;
import starling.peer.policy.SeedGoal;

/** The options of a client over loopback; what a test says nothing of is off, or as usual. */
final class LoopbackOptions {
    private final Path home;
    private Optional<String> tracker = Optional.empty();
    private Partnership partnership = Partnership.USUAL;
    private Encryption encryption = Encryption.OFF;
    private SslOptions ssl = SslOptions.NONE;
    private FindingOptions finding = FindingOptions.USUAL;
    private DhtSettings dht = DhtSettings.OFF;

    LoopbackOptions(Path home) {
        this.home = home;
    }

    LoopbackOptions tracker(String url) {
        tracker = Optional.of(url);
        return this;
    }

    LoopbackOptions partnership(Partnership next) {
        partnership = next;
        return this;
    }

    LoopbackOptions encryption(Encryption next) {
        encryption = next;
        return this;
    }

    LoopbackOptions ssl(SslOptions next) {
        ssl = next;
        encryption = Encryption.PREFER;
        return this;
    }

    /** Whose servers are trusted besides the usual. */
    LoopbackOptions trusting(SSLContext trust) {
        finding = new FindingOptions(Optional.of(trust), finding.local(), finding.portMapping());
        return this;
    }

    /** In the DHT, with nobody to ask first. */
    LoopbackOptions inDht() {
        dht = new DhtSettings(true, List.of(), false);
        return this;
    }

    Client open() throws IOException {
        return new Client(options());
    }

    ClientOptions options() {
        return new ClientOptions(
                home.resolve("state"),
                Optional.of(InetAddress.getLoopbackAddress()),
                OptionalInt.of(0),
                tracker,
                0,
                0,
                SeedGoal.NONE,
                partnership,
                encryption,
                ssl,
                finding,
                dht,
                "Starling test");
    }
}
