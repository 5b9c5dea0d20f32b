package starling.peer.shell;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import starling.announce.AddressLiteral;
import starling.peer.dht.DhtStatus;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

@Command(
        name = "dht",
        description = "Show the distributed hash table: how many nodes are known, and what is looked for.",
        footer = {"", "Example: dht"})
final class DhtCommand implements Callable<Integer> {
    private final PeerContext context;

    @Option(names = "--json", description = "One object on one line.")
    private boolean json;

    DhtCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        DhtStatus status = context.dht().orElseGet(this::notOpen);
        int remembered = context.home().kept().dht().nodeCount();
        if (json) {
            context.console().line(JsonLine.of(fields -> write(status, remembered, fields)));
            return 0;
        }
        context.console().line(headline(status, remembered));
        for (DhtStatus.Family family : status.families()) {
            context.console().line(line(family));
            context.console()
                    .line("        id " + family.nodeId()
                            + family.externalAddress()
                                    .map(address -> ", seen at " + AddressLiteral.write(address))
                                    .orElse(""));
        }
        return 0;
    }

    private DhtStatus notOpen() {
        boolean on = context.options().dht().on();
        return new DhtStatus(on ? DhtStatus.State.WAITING : DhtStatus.State.OFF, Optional.empty(), 0, List.of());
    }

    private static String headline(DhtStatus status, int remembered) {
        return switch (status.state()) {
            case OFF -> "DHT is off: leave --no-dht out to use it";
            case WAITING ->
                "DHT waits for the first torrent that looks for peers; from earlier it knows "
                        + Format.count(remembered, "node");
            case FAILED -> "DHT does not run: " + status.problem().orElse("");
            case JOINING ->
                "DHT is joining on UDP port " + status.port()
                        + (knowsNobody(status)
                                ? ": it knows no node yet; peers name some, or --dht-bootstrap does"
                                : "");
            case RUNNING -> "DHT runs on UDP port " + status.port();
        };
    }

    private static boolean knowsNobody(DhtStatus status) {
        return status.families().stream().allMatch(family -> family.good() + family.questionable() == 0);
    }

    private static String line(DhtStatus.Family family) {
        return (family.ipv6() ? "  IPv6  " : "  IPv4  ") + Format.count(family.good(), "node") + ", "
                + family.questionable() + " in doubt; " + Format.count(family.torrents(), "torrent") + ", "
                + Format.count(family.lookups(), "lookup") + "; keeps " + Format.count(family.storedPeers(), "peer")
                + " of " + Format.count(family.storedTorrents(), "torrent");
    }

    private static void write(DhtStatus status, int remembered, JsonGenerator json) throws IOException {
        json.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
        if (status.problem().isPresent()) {
            json.writeStringField("problem", status.problem().get());
        }
        json.writeNumberField("port", status.port());
        json.writeNumberField("remembered", remembered);
        json.writeArrayFieldStart("families");
        for (DhtStatus.Family family : status.families()) {
            json.writeStartObject();
            json.writeStringField("family", family.ipv6() ? "ipv6" : "ipv4");
            json.writeStringField("node_id", family.nodeId());
            if (family.externalAddress().isPresent()) {
                json.writeStringField(
                        "external_address",
                        AddressLiteral.write(family.externalAddress().get()));
            }
            json.writeNumberField("nodes", family.good());
            json.writeNumberField("questionable", family.questionable());
            json.writeNumberField("lookups", family.lookups());
            json.writeNumberField("torrents", family.torrents());
            json.writeNumberField("stored_torrents", family.storedTorrents());
            json.writeNumberField("stored_peers", family.storedPeers());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
