package starling.peer.portmap;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a router agreed to.
 *
 * @param externalPort at which calls from outside reach us
 * @param externalAddress of the router, where it says so
 * @param lifetime how long it holds unless it is renewed
 */
record Mapping(int externalPort, Optional<InetAddress> externalAddress, Duration lifetime) {}
