package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutstandingRequestsTest {
    private record Asked(PartialPiece piece, int block) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void doesAsAListWould(long seed) {
        Random random = new Random(seed);
        List<PartialPiece> pieces = new ArrayList<>();
        for (int piece = 0; piece < 6; piece++) {
            pieces.add(new PartialPiece(piece, 50, false));
        }
        OutstandingRequests requests = new OutstandingRequests();
        List<Asked> model = new ArrayList<>();

        for (int move = 0; move < 20_000; move++) {
            PartialPiece piece = pieces.get(random.nextInt(pieces.size()));
            int block = random.nextInt(50);
            Asked asked = new Asked(piece, block);
            int what = random.nextInt(1_000);
            if (what < 500 && !model.contains(asked)) {
                requests.add(piece, block);
                model.add(asked);
            } else if (what < 990 && !model.isEmpty()) {
                Asked gone = random.nextInt(4) == 0 ? asked : model.get(random.nextInt(Math.min(4, model.size())));
                PartialPiece removed = requests.remove(gone.piece().piece(), gone.block());
                assertThat(removed).isSameAs(model.remove(gone) ? gone.piece() : null);
            } else if (what >= 998) {
                List<Asked> drained = new ArrayList<>();
                requests.drain((of, index) -> drained.add(new Asked(of, index)));
                assertThat(drained).isEqualTo(model);
                model.clear();
            }
            assertThat(requests.size()).isEqualTo(model.size());
            assertThat(requests.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(requests.first())
                    .isSameAs(model.isEmpty() ? null : model.get(0).piece());
            assertThat(requests.contains(piece, block)).isEqualTo(model.contains(asked));
        }
    }

    @Test
    void whoIsDrainedMayBeAskedAtOnce() {
        OutstandingRequests requests = new OutstandingRequests();
        PartialPiece piece = new PartialPiece(0, 2, false);
        requests.add(piece, 0);

        requests.drain((of, block) -> assertThat(requests.contains(of, block)).isFalse());

        requests.add(piece, 0);
        assertThat(requests.remove(0, 0)).isSameAs(piece);
        assertThat(requests.remove(0, 0)).isNull();
        assertThat(requests.first()).isNull();
    }
}
