package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

/** Two million pieces. The time limits are there for work that grows with the torrent: it would take days. */
@Timeout(300)
class PickerScaleTest {
    private static final int PIECES = 2_000_000;

    /** Four places change in the one array that says what comes before what, however many pieces there are. */
    @Test
    void oneOwnerMoreMovesFourPiecesAtMost() {
        Random random = new Random(1);
        RarityOrder order =
                new RarityOrder(PiecePriorities.alike(new PieceLayout(PIECES, 1)), new Bitfield(PIECES), random);
        for (int i = 0; i < PIECES; i++) {
            order.ownerCame(random.nextInt(PIECES));
        }
        int[] before = new int[PIECES];
        for (int i = 0; i < PIECES; i++) {
            before[i] = order.at(i);
        }
        for (int move = 0; move < 40; move++) {
            order.ownerCame(random.nextInt(PIECES));
            int moved = 0;
            for (int i = 0; i < PIECES; i++) {
                moved += before[i] == order.at(i) ? 0 : 1;
                before[i] = order.at(i);
            }
            assertThat(moved).isLessThanOrEqualTo(4);
        }
    }

    /** Sixty peers are as many as are dialled; 64 MiB hold the picker, what each of them has, and the JVM's own. */
    @Test
    void fitsIn64MebibytesWithSixtyPeers() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path").replace("\n", File.pathSeparator),
                        Crowd.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("picked 3000\n");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The program that has to fit. */
    static final class Crowd {
        public static void main(String[] args) {
            Random random = new Random(2);
            PieceLayout layout = new PieceLayout((long) PIECES * PieceLayout.BLOCK_LENGTH, PieceLayout.BLOCK_LENGTH);
            PiecePicker picker = new PiecePicker(layout, new Bitfield(PIECES), random);
            PeerPieces[] peers = new PeerPieces[60];
            for (int i = 0; i < peers.length; i++) {
                peers[i] = new PeerPieces(PIECES);
                peers[i].setChoking(false);
                picker.joined(peers[i]);
                if (i == 0) {
                    picker.bitfield(peers[i], Bitfield.full(PIECES));
                }
            }
            for (int have = 0; have < 4_000_000; have++) {
                picker.have(peers[1 + random.nextInt(peers.length - 1)], random.nextInt(PIECES));
            }
            int picked = 0;
            for (int round = 0; round < 50; round++) {
                for (PeerPieces peer : peers) {
                    int[] asked = new int[1];
                    picked += picker.pick(peer, 1, (piece, block) -> asked[0] = piece.piece());
                    PartialPiece whole = picker.received(peer, asked[0], 0);
                    picker.written(whole, 0);
                    picker.verified(whole);
                }
            }
            for (PeerPieces peer : peers) {
                picker.left(peer);
            }
            System.out.print("picked " + picked + "\n");
        }
    }
}
