package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A magnet link to a torrent of 700,000 pieces, whose metadata has 14 MB, in programs with little memory. */
class LargeMetadataIT {
    private static final int PIECES = 700_000;
    private static final int PIECE_LENGTH = 1_024;
    private static final String HEAP = "64m";

    @RegisterExtension
    final Stage stage = new Stage();

    /** A torrent of content that is nowhere. */
    private Path torrent() throws IOException {
        Path torrent = stage.folder("torrents").resolve("large.torrent");
        byte[] hashes = new byte[20 * PIECES];
        new Random(901).nextBytes(hashes);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(torrent))) {
            out.write(("d4:infod6:lengthi" + (long) PIECES * PIECE_LENGTH + "e4:name5:large12:piece lengthi"
                            + PIECE_LENGTH + "e6:pieces" + hashes.length + ":")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(hashes);
            out.write("ee".getBytes(StandardCharsets.US_ASCII));
        }
        return torrent;
    }

    private Shell shell(String home, int port) {
        List<String> command = Jars.peer(HEAP);
        command.addAll(List.of(
                "--home", stage.folder(home).toString(), "--bind", "127.0.0.1", "--port", Integer.toString(port)));
        return Shell.of(stage.start("peer " + home, command));
    }

    @Test
    void fourteenMegabytesOfMetadataFitIntoLittleMemory() throws IOException {
        Path torrent = torrent();
        int port = Foreign.freePort();
        Shell giver = shell("giver", port);
        giver.say("download '" + torrent + "'");
        giver.awaitState("downloading");

        Shell taker = shell("taker", 0);
        taker.say("download 'magnet:?xt=urn:btih:" + stage.infoHash(torrent) + "&x.pe=127.0.0.1:" + port + "'");

        taker.program().awaitOut("^large: downloading");
        assertThat(Json.number(taker.status(), "total_size")).isEqualTo((long) PIECES * PIECE_LENGTH);
        assertThat(stage.folder("taker/torrents").resolve("large.torrent")).hasSameBinaryContentAs(torrent);
        // nobody has the content: each is asked to leave, with its download unfinished
        for (Shell shell : List.of(taker, giver)) {
            shell.say("remove large");
            assertThat(shell.leave()).as(shell.program()::transcript).isZero();
        }
    }
}
