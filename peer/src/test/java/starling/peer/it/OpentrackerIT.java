package starling.peer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our peers find each other through a tracker that is not ours. */
class OpentrackerIT {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void ourPeersMeetAtOpentracker(String protocol) throws IOException {
        String program = Foreign.program("opentracker");
        Path content = Shape.MANY_FILES.make(stage.folder("origin"));
        int port = Foreign.freePort();
        String announceUrl = "http://127.0.0.1:" + port + "/announce";
        Path torrent = stage.torrent(announceUrl.replace("http", protocol), content);
        String infoHash = stage.infoHash(torrent);

        TrackerRun tracker = new TrackerRun(opentracker(program, port, infoHash), announceUrl, port);
        stage.seeder(torrent, content);
        tracker.awaitPeers(infoHash, 1);

        stage.downloads(torrent, content);
    }

    /** Debian's serves listed torrents only. It goes into its folder for good and becomes nobody, who must read the list. */
    private Running opentracker(String program, int port, String infoHash) throws IOException {
        Path folder = stage.folder("opentracker");
        Files.writeString(folder.resolve("whitelist"), infoHash + "\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String number = Integer.toString(port);
        Running started = stage.start(
                "opentracker",
                program,
                "-i",
                "127.0.0.1",
                "-p",
                number,
                "-P",
                number,
                "-d",
                folder.toString(),
                "-w",
                "whitelist");
        Foreign.await("opentracker listens", started, () -> Foreign.listens(port));
        return started;
    }
}
