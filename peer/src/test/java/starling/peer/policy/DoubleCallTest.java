package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.peer.policy.DoubleCall.Connected;

class DoubleCallTest {
    private static final long SECOND = 1_000_000_000L;

    /** {@code same} or {@code other} address, {@code in} or {@code out}, age and silence in seconds. */
    private static Connected connected(String drawn) {
        String[] words = drawn.split(" ");
        return new Connected(
                words[0].equals("same"),
                words[1].equals("out"),
                Long.parseLong(words[2]) * SECOND,
                Long.parseLong(words[3]) * SECOND);
    }

    @ParameterizedTest
    @CsvSource({
        "in, same in 600 1, REFUSED, it is connected and well",
        "in, same in 600 11, IN_PLACE_ONCE_IT_SPEAKS, it lost its power and calls again",
        "in, same in 5 5, REFUSED, two calls in a row",
        "in, same out 600 11, REFUSED, whom we called may not know that it is us",
        "in, same out 600 126, IN_PLACE_ONCE_IT_SPEAKS, but nobody is silent for so long",
        "out, same in 600 11, REFUSED, nor may we",
        "out, same out 600 11, REFUSED, it has two ports",
        "in, other in 600 100, REFUSED, a thief of an id",
        "in, other out 1 1, REFUSED, a thief that is quick",
        "in, other in 600 126, BESIDE, a thief or an old friend with a new address",
    })
    void whatBecomesOfADouble(String direction, String other, DoubleCall becomes, String why) {
        for (boolean ourCallWins : new boolean[] {true, false}) {
            assertThat(DoubleCall.judge(direction.equals("out"), List.of(connected(other)), ourCallWins))
                    .as(why)
                    .isEqualTo(becomes);
        }
    }

    @Test
    void bothEndsKeepTheSameOfTwoCalls() {
        for (boolean ourCallWins : new boolean[] {true, false}) {
            DoubleCall here = DoubleCall.judge(true, List.of(connected("same in 1 0")), ourCallWins);
            DoubleCall there = DoubleCall.judge(true, List.of(connected("same in 1 0")), !ourCallWins);
            assertThat(List.of(here, there)).containsExactlyInAnyOrder(DoubleCall.IN_PLACE, DoubleCall.REFUSED);
        }
    }

    @Test
    void oneIdHasNoMoreThanTwoConnections() {
        List<Connected> others = new ArrayList<>();
        assertThat(DoubleCall.judge(false, others, true)).isEqualTo(DoubleCall.BESIDE);
        others.add(connected("other in 600 130"));
        assertThat(DoubleCall.judge(false, others, true)).isEqualTo(DoubleCall.BESIDE);
        others.add(connected("other in 600 130"));
        assertThat(DoubleCall.judge(false, others, true)).isEqualTo(DoubleCall.REFUSED);
    }
}
