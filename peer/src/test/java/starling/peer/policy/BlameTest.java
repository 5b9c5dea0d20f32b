package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlameTest {
    private final Blame<String> blame = new Blame<>();

    /** A digest a letter. */
    private static List<byte[]> digests(String drawn) {
        List<byte[]> digests = new ArrayList<>();
        drawn.chars().forEach(letter -> digests.add(new byte[] {(byte) letter}));
        return digests;
    }

    private static List<String> senders(String drawn) {
        return new ArrayList<>(Arrays.stream(drawn.split(""))
                .map(name -> name.equals("?") ? null : name)
                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        // what came, from whom; what is right; who lied
        "abXd, AABB, abcd, B",
        "Xbcd, AABB, abcd, A",
        "XbcX, AABB, abcd, AB",
        "abcX, ABCA, abcd, A",
        "abXd, AB?B, abcd, ''",
        "abcd, AABB, abcd, ''",
    })
    void whoSentABlockThatDiffersIsToBlame(String came, String from, String right, String liars) {
        blame.failed(7, digests(came), senders(from));
        assertThat(blame.isSuspect(7)).isTrue();

        assertThat(String.join("", blame.verified(7, digests(right)))).isEqualTo(liars);
        assertThat(blame.isSuspect(7)).isFalse();
    }

    @Test
    void everyAttemptCounts() {
        blame.failed(1, digests("Xb"), senders("AB"));
        blame.failed(1, digests("aX"), senders("CD"));

        assertThat(blame.verified(1, digests("ab"))).isEqualTo(Set.of("A", "D"));
        assertThat(blame.verified(1, digests("ab"))).as("once").isEmpty();
    }

    @Test
    void aPieceThatWasNeverBadBlamesNobody() {
        assertThat(blame.isSuspect(3)).isFalse();
        assertThat(blame.verified(3, digests("ab"))).isEmpty();
    }

    @Test
    void itHoldsABoundedNumber() {
        for (int piece = 0; piece <= Blame.MOST_PIECES; piece++) {
            blame.failed(piece, digests("X"), senders("A"));
        }
        assertThat(blame.isSuspect(0)).as("the oldest is let go").isFalse();
        assertThat(blame.isSuspect(1)).isTrue();

        for (String from : List.of("B", "C", "D", "E", "F")) {
            blame.failed(1, digests("X"), senders(from));
        }
        assertThat(blame.verified(1, digests("a"))).isEqualTo(Set.of("C", "D", "E", "F"));
    }
}
