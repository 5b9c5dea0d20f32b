package starling.krpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 80, 158, 159})
    void oneBesideSharesJustSoManyBits(int bits) {
        NodeId id = NodeId.random(random);

        assertThat(id.commonBits(id.randomBeside(bits, random))).isEqualTo(bits);
        assertThat(id.commonBits(id)).isEqualTo(NodeId.BITS);
    }

    @Test
    void theNearerSharesMoreBits() {
        NodeId id = NodeId.random(random);
        NodeId near = id.randomBeside(20, random);
        NodeId far = id.randomBeside(3, random);

        assertThat(id.compareDistance(near, far)).isNegative();
        assertThat(id.compareDistance(far, near)).isPositive();
        assertThat(id.compareDistance(id, near)).isNegative();
        assertThat(id.compareDistance(near, near)).isZero();
    }
}
