package starling.tracker;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import starling.tracker.admission.Admission;
import starling.tracker.admission.TrustedProxies;
import starling.tracker.http.TlsLayer;
import starling.tracker.swarm.AnnounceTerms;

/**
 * How a tracker is to run.
 *
 * @param address where it listens; port 0 takes a free one
 * @param terms what peers are told and held to
 * @param dataFolder where it keeps what it knows; empty keeps it in memory alone
 * @param udp whether it answers over UDP too, at the same port number
 * @param discoveryPort where peers on the LAN ask for trackers, over UDP; empty answers none
 * @param tls HTTPS too; empty for none
 * @param proxies whose word is taken for where a request comes from
 * @param admission who is answered, and about what
 * @param hostNames by which browsers reach it, in lower case, beside addresses and names of the local network
 */
public record TrackerOptions(
        InetSocketAddress address,
        AnnounceTerms terms,
        Optional<Path> dataFolder,
        boolean udp,
        OptionalInt discoveryPort,
        Optional<Tls> tls,
        TrustedProxies proxies,
        Admission admission,
        Set<String> hostNames) {
    /** Where HTTPS is spoken, and with what. */
    public record Tls(InetSocketAddress address, TlsLayer layer) {}

    /** One that everyone may ask about everything, over HTTP alone and UDP. */
    public TrackerOptions(
            InetSocketAddress address,
            AnnounceTerms terms,
            Optional<Path> dataFolder,
            boolean udp,
            OptionalInt discoveryPort) {
        this(
                address,
                terms,
                dataFolder,
                udp,
                discoveryPort,
                Optional.empty(),
                new TrustedProxies(List.of()),
                Admission.OPEN,
                Set.of());
    }
}
