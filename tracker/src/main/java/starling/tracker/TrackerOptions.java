package starling.tracker;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a tracker is to run.
 *
 * @param address where it listens; port 0 takes a free one
 * @param interval how often peers are told to announce; one silent for two of them is forgotten
 */
public record TrackerOptions(InetSocketAddress address, Duration interval) {}
