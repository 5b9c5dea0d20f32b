package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

class RarityOrderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 300})
    void staysSortedWhateverHappens(int pieces) {
        Random random = new Random(pieces);
        RarityOrder order = order(pieces, random);
        int[] owners = new int[pieces];
        boolean[] aside = new boolean[pieces];

        for (int move = 0; move < 6_000; move++) {
            int piece = random.nextInt(pieces);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    order.ownerCame(piece);
                    owners[piece]++;
                }
                case 2 -> {
                    if (owners[piece] > 0) {
                        order.ownerLeft(piece);
                        owners[piece]--;
                    }
                }
                case 3 -> {
                    order.setAside(piece);
                    aside[piece] = true;
                }
                default -> {
                    order.putBack(piece);
                    aside[piece] = false;
                }
            }
            if (pieces < 64 || move % 50 == 0) {
                check(order, owners, aside);
            }
        }
        check(order, owners, aside);
    }

    private static RarityOrder order(int pieces, Random random) {
        return new RarityOrder(PiecePriorities.alike(new PieceLayout(pieces, 1)), new Bitfield(pieces), random);
    }

    private static void check(RarityOrder order, int[] owners, boolean[] aside) {
        BitSet seen = new BitSet();
        int before = 0;
        for (int index = order.first(); index < order.end(); index++) {
            int piece = order.at(index);
            assertThat(aside[piece]).isFalse();
            int counted = Math.min(255, owners[piece]);
            assertThat(counted).isGreaterThanOrEqualTo(before);
            before = counted;
            seen.set(piece);
        }
        assertThat(seen.cardinality()).isEqualTo(order.size());
        for (int piece = 0; piece < owners.length; piece++) {
            assertThat(order.isAside(piece)).isEqualTo(aside[piece]);
            assertThat(seen.get(piece)).isEqualTo(!aside[piece]);
            assertThat(order.owners(piece)).isEqualTo(owners[piece]);
        }
    }

    @Test
    void equalsStandInRandomOrder() {
        BitSet firsts = new BitSet();
        for (int seed = 0; seed < 200; seed++) {
            RarityOrder order = order(10, new Random(seed));
            for (int piece = 0; piece < 10; piece++) {
                order.ownerCame(piece);
            }
            firsts.set(order.at(order.first()));
        }

        assertThat(firsts.cardinality()).isEqualTo(10);
    }

    @Test
    void takesTwoMillionPieces() {
        int pieces = 2_000_000;
        RarityOrder order = order(pieces, new Random(1));
        for (int owner = 1; owner <= 5; owner++) {
            for (int piece = 0; piece < pieces; piece += owner) {
                order.ownerCame(piece);
            }
        }
        for (int piece = 0; piece < pieces; piece += 3) {
            order.setAside(piece);
        }
        for (int piece = 0; piece < pieces; piece += 6) {
            order.putBack(piece);
        }
        for (int piece = 0; piece < pieces; piece += 2) {
            order.ownerLeft(piece);
        }

        assertThat(order.size()).isEqualTo(pieces - (pieces + 2) / 3 + (pieces + 5) / 6);
        int before = 0;
        for (int index = order.first(); index < order.end(); index++) {
            int piece = order.at(index);
            if (order.owners(piece) < before || order.isAside(piece)) {
                throw new AssertionError("piece " + piece + " stands at " + index);
            }
            before = order.owners(piece);
        }
        assertThat(before).isEqualTo(4);
    }
}
