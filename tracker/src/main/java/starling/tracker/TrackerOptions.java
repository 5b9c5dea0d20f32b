package starling.tracker;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a tracker is to run.
 *
 * @param address where it listens; port 0 takes a free one
 * @param interval how often peers are told to announce; one silent for two of them is forgotten
 * @param dataFolder where it keeps what it knows; empty keeps it in memory alone
 * @param udp whether it answers over UDP too, at the same port number
 * @param discoveryPort where peers on the LAN ask for trackers, over UDP; empty answers none
 */
public record TrackerOptions(
        InetSocketAddress address,
        Duration interval,
        Optional<Path> dataFolder,
        boolean udp,
        OptionalInt discoveryPort) {}
