package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import starling.metainfo.PieceLayout;

class FreshPiecesTest {
    private static final int PIECES = 20;

    private final FreshPieces fresh = new FreshPieces(new PieceLayout(PIECES * 262_144L, 262_144), new Random(1));
    private final PeerPieces a = new PeerPieces(PIECES);
    private final PeerPieces b = new PeerPieces(PIECES);

    @Test
    void nothingIsSuggestedTwice() {
        List<Integer> all = new ArrayList<>(fresh.suggest(a, piece -> 0));
        all.addAll(fresh.suggest(b, piece -> 0));
        assertThat(fresh.suggest(a, piece -> 0)).as("a few at a time").isEmpty();
        for (int i = 0; i < all.size(); i++) {
            PeerPieces peer = i % 8 < 4 ? a : b;
            if (fresh.asked(peer, all.get(i))) {
                all.addAll(fresh.suggest(peer, piece -> 0));
            }
        }
        assertThat(all).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    }

    @Test
    void whatSomeoneHasIsNotSuggested() {
        PeerPieces other = new PeerPieces(PIECES);
        for (int piece = 1; piece < PIECES; piece++) {
            other.bitfield().set(piece);
        }
        assertThat(fresh.suggest(a, piece -> piece < 10 ? 0 : 1)).hasSize(4).allMatch(piece -> piece < 10);
        fresh.hadAnyOf(other);
        assertThat(fresh.suggest(b, piece -> 0)).isSubsetOf(0);
    }

    @Test
    void whatWasAskedForIsNotSuggestedToOthers() {
        fresh.suggest(a, piece -> 0);
        for (int piece = 0; piece < PIECES; piece++) {
            fresh.asked(a, piece);
        }
        assertThat(fresh.suggest(b, piece -> 0)).isEmpty();
    }

    @Test
    void whatAPeerLeavesBehindIsFreshAgain() {
        List<Integer> first = fresh.suggest(a, piece -> 0);
        for (int piece = 0; piece < PIECES; piece++) {
            fresh.asked(a, piece);
        }
        int got = first.get(0);
        fresh.left(a, piece -> piece == got ? 1 : 0);

        List<Integer> all = new ArrayList<>();
        for (List<Integer> next = fresh.suggest(b, piece -> 0); !next.isEmpty(); next = fresh.suggest(b, piece -> 0)) {
            all.addAll(next);
            next.forEach(piece -> fresh.asked(b, piece));
        }
        assertThat(all).hasSize(PIECES - 1).doesNotContain(got).containsAll(first.subList(1, first.size()));
    }

    @Test
    void whatNobodyHasIsAllowedToOnePeerAlone() {
        assertThat(fresh.allow(a, 3, piece -> 0)).isTrue();
        assertThat(fresh.allow(b, 3, piece -> 0)).as("it is given to another").isFalse();
        assertThat(fresh.allow(b, 3, piece -> 1)).as("others can give it on").isTrue();
        fresh.suggest(a, piece -> 0);
        fresh.choked(a, piece -> 0);
        assertThat(fresh.allow(b, 3, piece -> 0)).as("it may still have it").isFalse();

        fresh.left(a, piece -> 0);
        assertThat(fresh.allow(b, 3, piece -> 0)).isTrue();
    }
}
