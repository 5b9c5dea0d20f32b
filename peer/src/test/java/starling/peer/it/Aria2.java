package starling.peer.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An aria2 that finds peers through trackers alone. */
final class Aria2 {
    private Aria2() {}

    /** Starts one with a torrent. It asks UDP trackers only with its DHT on: that one is told of no other node. */
    static Running start(Host host, Path folder, String torrent, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Foreign.program("aria2c"),
                "--no-conf",
                "--interface=" + host.address(),
                "--listen-port=" + Foreign.freePort(),
                "--enable-dht=true",
                "--dht-listen-port=" + Foreign.freePort(),
                "--dht-file-path=" + host.stage().folder("aria2 state").resolve(Foreign.freePort() + ".dht"),
                "--enable-dht6=false",
                "--bt-enable-lpd=false",
                "--enable-peer-exchange=false",
                "--show-console-readout=false",
                "--summary-interval=0",
                "--allow-overwrite=true",
                "--file-allocation=none",
                "--dir=" + folder));
        command.addAll(List.of(options));
        command.add(torrent);
        return host.start("aria2c", command);
    }

    /** Starts one that has the content, and gives it to whoever asks. */
    static Running seed(Host host, Path folder, Path torrent) {
        return start(host, folder, torrent.toString(), "--check-integrity=true", "--seed-ratio=0.0");
    }

    /** Starts one that ends when it has the content. */
    static Running download(Host host, Path folder, Path torrent) {
        return download(host, folder, torrent.toString());
    }

    /** The same, of a magnet link. */
    static Running download(Host host, Path folder, String torrent, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--seed-time=0");
        return start(host, folder, torrent, all.toArray(String[]::new));
    }
}
