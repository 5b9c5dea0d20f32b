package starling.peer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Transmission daemon with a configuration of its own, told what to do by {@code transmission-remote}. */
final class Transmission {
    private static final String SETTINGS = """
            {
                "bind-address-ipv4": "%1$s",
                "bind-address-ipv6": "::1",
                "peer-port": %2$d,
                "peer-port-random-on-start": false,
                "port-forwarding-enabled": false,
                "dht-enabled": false,
                "lpd-enabled": false,
                "pex-enabled": %6$b,
                "utp-enabled": false,
                "encryption": %5$d,
                "rpc-enabled": true,
                "rpc-bind-address": "%1$s",
                "rpc-port": %3$d,
                "rpc-authentication-required": false,
                "rpc-whitelist-enabled": false,
                "rpc-host-whitelist-enabled": false,
                "download-dir": "%4$s",
                "incomplete-dir-enabled": false,
                "trash-original-torrent-files": false
            }
            """;

    private final Host host;
    private final Running daemon;
    private final List<String> remote;

    private Transmission(Host host, Running daemon, List<String> remote) {
        this.host = host;
        this.daemon = daemon;
        this.remote = remote;
    }

    /** Starts one that takes orders. */
    static Transmission start(Host host, Path folder) {
        return start(host, folder, 1);
    }

    /** The same, which takes part in peer exchange, on a port of the caller's choice. */
    static Transmission startWithExchange(Host host, int port, Path folder) {
        return start(host, port, folder, 1, true);
    }

    /** The same, which prefers connections to be plain (0) or encrypted (1), or requires the latter (2). */
    static Transmission start(Host host, Path folder, int encryption) {
        return start(host, Foreign.freePort(), folder, encryption, false);
    }

    private static Transmission start(Host host, int port, Path folder, int encryption, boolean exchange) {
        String program = Foreign.program("transmission-daemon");
        String remoteProgram = Foreign.program("transmission-remote");
        int rpcPort = Foreign.freePort();
        Path settings = host.stage().folder("transmission " + host.address()).resolve("settings.json");
        try {
            Files.writeString(
                    settings, SETTINGS.formatted(host.address(), port, rpcPort, folder, encryption, exchange));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        Running daemon = host.start(
                "transmission-daemon",
                List.of(
                        program,
                        "--foreground",
                        "--log-info",
                        "--config-dir",
                        settings.getParent().toString()));
        List<String> remote = List.of(remoteProgram, host.address() + ":" + rpcPort);
        Transmission transmission = new Transmission(host, daemon, remote);
        Foreign.await(
                "transmission takes orders",
                daemon,
                () -> transmission.ask("--list").awaitExit() == 0);
        return transmission;
    }

    private Running ask(String... words) {
        List<String> command = new ArrayList<>(remote);
        command.addAll(List.of(words));
        return host.start("transmission-remote", command);
    }

    /** From now on it takes and gives so many thousands of bytes a second. */
    void limit(int thousands) {
        String rate = Integer.toString(thousands);
        Running limit = ask("--downlimit", rate, "--uplimit", rate);
        if (limit.awaitExit() != 0) {
            throw new AssertionError(limit.transcript());
        }
    }

    void add(Path torrent) {
        add(torrent.toString());
    }

    /** Adds a magnet link, or a .torrent by its path. */
    void add(String torrent) {
        Running add = ask("--add", torrent);
        if (add.awaitExit() != 0) {
            throw new AssertionError(add.transcript());
        }
    }

    /** Waits until its one torrent is verified from end to end. */
    void awaitComplete() {
        Foreign.await("transmission is complete", daemon, () -> {
            Running info = ask("--torrent", "1", "--info");
            return info.awaitExit() == 0 && info.out().contains("  Percent Done: 100%");
        });
    }
}
