package starling.peer.shell;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import starling.peer.dht.DhtSettings;

/** Whether the distributed hash table is used, and who lets us into it. */
final class DhtOptions {
    @Option(names = "--no-dht", description = "Do not look for peers in the distributed hash table.")
    private boolean off;

    @Option(
            names = "--dht-bootstrap",
            paramLabel = "HOST:PORT",
            converter = HostAndPort.class,
            description = "A node that lets us into the DHT, in place of the usual public ones; may be repeated.")
    private List<InetSocketAddress> bootstrap = List.of();

    @Option(names = "--dht-read-only", description = "Ask the DHT and answer nobody.")
    private boolean readOnly;

    DhtSettings settings() {
        return new DhtSettings(!off, List.copyOf(bootstrap), readOnly);
    }

    /** For picocli. */
    static final class HostAndPort implements ITypeConverter<InetSocketAddress> {
        private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\s]+)):(\\d{1,5})");

        @Override
        public InetSocketAddress convert(String text) {
            Matcher matcher = FORM.matcher(text.strip());
            if (matcher.matches()) {
                int port = Integer.parseInt(matcher.group(3));
                if (port > 0 && port <= 65535) {
                    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                    return InetSocketAddress.createUnresolved(host, port);
                }
            }
            throw new TypeConversionException("'" + text + "' is no node: write HOST:PORT");
        }
    }
}
