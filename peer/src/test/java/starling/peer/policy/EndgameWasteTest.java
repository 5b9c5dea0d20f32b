package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.metainfo.PieceLayout;

/**
 * A download in time that is counted and not measured: each peer sends so many blocks a tenth of a second, from the oldest
 * request on. The next few are beyond recall, as if in the pipe; what comes twice is counted.
 */
class EndgameWasteTest {
    private static final int TICKS_A_SECOND = 10;

    private record Asked(PartialPiece piece, int block) {}

    private static final class Sender {
        final PeerPieces pieces;
        final double blocksATick;
        final int depth;
        final int inPipe;
        final Deque<Asked> queue = new ArrayDeque<>();
        double sent;

        Sender(PeerPieces pieces, double blocksATick, int depth, int inPipe) {
            this.pieces = pieces;
            this.blocksATick = blocksATick;
            this.depth = depth;
            this.inPipe = inPipe;
        }
    }

    private final PickerPicture picture = new PickerPicture(".".repeat(100), 16, 7);
    private final List<Sender> senders = new ArrayList<>();
    private int twice;

    private int run() {
        for (int tick = 0; ; tick++) {
            for (Sender sender : senders) {
                if (tick >= 5 * TICKS_A_SECOND) {
                    sender.pieces.setRate((long) (sender.blocksATick * TICKS_A_SECOND * PieceLayout.BLOCK_LENGTH));
                }
                ask(sender);
                send(sender);
            }
            if (picture.picker.isComplete()) {
                return tick;
            }
            if (tick > 100_000) {
                throw new AssertionError("still " + picture.have());
            }
        }
    }

    private void ask(Sender sender) {
        int room = sender.depth - sender.pieces.requests().size();
        picture.picker.pick(
                sender.pieces, Math.max(0, room), (piece, block) -> sender.queue.add(new Asked(piece, block)));
    }

    private void send(Sender sender) {
        for (sender.sent += sender.blocksATick; sender.sent >= 1 && !sender.queue.isEmpty(); sender.sent--) {
            Asked asked = sender.queue.remove();
            PartialPiece partial =
                    picture.picker.received(sender.pieces, asked.piece().piece(), asked.block());
            if (partial == null) {
                twice++;
                continue;
            }
            boolean whole = picture.picker.written(partial, asked.block());
            for (Sender other : senders) {
                if (picture.picker.release(other.pieces, asked.piece().piece(), asked.block())) {
                    List<Asked> kept = new ArrayList<>(other.queue);
                    int at = kept.indexOf(asked);
                    if (at >= other.inPipe) {
                        other.queue.remove(asked);
                    }
                }
            }
            if (whole) {
                picture.picker.verified(partial);
            }
        }
        sender.sent = Math.min(sender.sent, 1);
    }

    @ParameterizedTest
    @CsvSource({
        // blocks a tenth of a second of the slow one, its queue; of the others
        "0.2, 60, 2",
        "0.5, 200, 2",
        "0.05, 20, 4",
        "1, 100, 1",
    })
    void lessThanOneBlockInAHundredComesTwice(double slow, int queue, double fast) {
        senders.add(new Sender(picture.peer("x".repeat(100)), slow, queue, 4));
        for (int other = 0; other < 3; other++) {
            senders.add(new Sender(picture.peer("x".repeat(100)), fast, 8, 2));
        }

        int ticks = run();

        assertThat(twice).isLessThan(16);
        double ideal = 1_600 / (slow + 3 * fast);
        assertThat((double) ticks).isLessThan(ideal * 1.15 + 2 * TICKS_A_SECOND);
    }

    /** The one piece that only the slow one began is not what all wait for. */
    @Test
    void aPeerThatStopsSendingIsPassedBy() {
        senders.add(new Sender(picture.peer("x".repeat(100)), 0, 100, 4));
        senders.add(new Sender(picture.peer("x".repeat(100)), 2, 8, 2));

        assertThat(run()).isLessThan(1_000);
    }
}
