package starling.tracker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.tracker.discovery.DiscoveryServer;

/** Starts discovery where it is wanted; a tracker runs without it where its port cannot be had. */
final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private Discovery() {}

    /** @param port empty for none */
    static Optional<DiscoveryServer> start(InetSocketAddress http, OptionalInt port) {
        if (port.isEmpty()) {
            return Optional.empty();
        }
        try {
            DiscoveryServer server = new DiscoveryServer(
                    http, port.getAsInt(), new SecureRandom().nextLong(), hostName(), System::nanoTime);
            server.start();
            return Optional.of(server);
        } catch (IOException taken) {
            LOG.warn("peers on the LAN cannot find this tracker: UDP port {}: {}", port.getAsInt(), taken.getMessage());
            return Optional.empty();
        }
    }

    /** From the system itself: a look-up would ask the network. */
    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException elsewhere) {
            return "tracker";
        }
    }
}
