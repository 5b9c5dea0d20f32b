package starling.peer.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A libtorrent that finds peers through trackers alone, driven by its Python binding. */
final class Libtorrent {
    private Libtorrent() {}

    /** The Python that has the binding; where none does, the test is skipped and says so. */
    static String python(Stage stage) {
        String python = Foreign.program("python3");
        assumeTrue(
                stage.start("python3", python, "-c", "import libtorrent").awaitExit() == 0,
                "python3-libtorrent is not installed: scripts/install-interop-peers.sh installs it");
        return python;
    }

    /**
     * Starts one with a torrent, whose content is in a folder or shall be. It says {@code complete} once it is.
     *
     * @param settings such as {@code in_enc_policy=0}, and those of the script
     */
    static Running start(Host host, Path folder, Path torrent, String... settings) {
        return start(host, Foreign.freePort(), folder, torrent.toString(), settings);
    }

    /** The same, on a port of the caller's choice. The torrent may be a magnet link. */
    static Running start(Host host, int port, Path folder, String torrent, String... settings) {
        List<String> command = new ArrayList<>(List.of(
                python(host.stage()),
                Foreign.script("libtorrent_peer.py"),
                host.address(),
                Integer.toString(port),
                folder.toString(),
                torrent));
        command.addAll(List.of(settings));
        return host.start("libtorrent", command);
    }
}
