package starling.peer.shell;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Supplier;
import starling.peer.discovery.CatalogueClient;
import starling.peer.discovery.HttpTrackerClient;
import starling.peer.discovery.TrackerClient;
import starling.peer.discovery.UdpTrackerClient;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.thread.ConnectionThreads;

/** Trackers and other servers that commands ask themselves: it takes neither port nor lock. */
final class Servers implements Closeable {
    private final Supplier<PeerOptions> options;
    private HttpTrackerClient http;

    /** @param options asked with the first request */
    Servers(Supplier<PeerOptions> options) {
        this.options = options;
    }

    /** Any web server. */
    HttpTrackerClient http() {
        return http(options.get());
    }

    private synchronized HttpTrackerClient http(PeerOptions said) {
        if (http == null) {
            http = new HttpTrackerClient(
                    said.bind(),
                    Version.PROGRAM.replace(' ', '/'),
                    said.finding().trust());
        }
        return http;
    }

    /** Trackers of any kind. */
    TrackerClient trackers() {
        return new TrackerClient(
                http(), new UdpTrackerClient(options.get().bind(), ConnectionThreads.named("tracker")));
    }

    /** The catalogue of the peer's own tracker. */
    CatalogueClient catalogue() {
        return new CatalogueClient(
                http(),
                options.get()
                        .tracker()
                        .orElseThrow(() -> new CommandFailure(
                                ExitCode.USAGE, "no tracker is named: start with TRACKER_IP TRACKER_PORT")));
    }

    /** Ends what is being asked now. */
    synchronized void cancelAll() {
        if (http != null) {
            http.cancelAll();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (http != null) {
            http.close();
        }
    }
}
