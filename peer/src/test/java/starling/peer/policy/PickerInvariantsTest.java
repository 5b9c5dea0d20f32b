package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickerInvariantsTest {
    /**
     * A whole download, move by move, in which peers come, choke, leave, lie and repeat themselves, and a person changes
     * what is wanted.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensTheBooksAreRight(long seed) {
        Random random = new Random(seed);
        PickerPicture picture = new PickerPicture(".".repeat(40), 3, seed);
        PiecePicker picker = picture.picker;
        Map<PeerPieces, Set<String>> asked = new HashMap<>();
        PeerPieces keeper = picture.peer("x".repeat(40));
        asked.put(keeper, new HashSet<>());
        BitSet wanted = new BitSet();
        wanted.set(0, 40);

        for (int move = 0; move < 40_000 && !picker.isSeed(); move++) {
            PeerPieces peer = List.copyOf(asked.keySet()).get(random.nextInt(asked.size()));
            int what = random.nextInt(100);
            if (what < 45) {
                picker.pick(peer, 1 + random.nextInt(5), (piece, block) -> {
                    assertThat(peer.has(piece.piece())).isTrue();
                    assertThat(picker.has(piece.piece())).isFalse();
                    assertThat(wanted.get(piece.piece())).isTrue();
                    assertThat(peer.isChoking()).isFalse();
                    assertThat(asked.get(peer).add(piece.piece() + ":" + block))
                            .as("asked once of the same peer")
                            .isTrue();
                });
            } else if (what < 85 && !asked.get(peer).isEmpty()) {
                String block = asked.get(peer).iterator().next();
                asked.get(peer).remove(block);
                int piece = Integer.parseInt(block.split(":")[0]);
                int index = Integer.parseInt(block.split(":")[1]);
                PartialPiece partial = picker.received(peer, piece, index);
                if (partial != null) {
                    if (random.nextInt(20) == 0) {
                        picker.writeFailed(partial, index);
                        continue;
                    }
                    boolean whole = picker.written(partial, index);
                    for (PeerPieces other : asked.keySet()) {
                        boolean had = picker.release(other, piece, index);
                        assertThat(had).isEqualTo(asked.get(other).remove(block));
                    }
                    assertThat(picker.isAskedOfOthers(partial, index)).isFalse();
                    if (whole && random.nextInt(4) == 0) {
                        picker.failed(partial, random.nextBoolean());
                    } else if (whole) {
                        picker.verified(partial);
                    }
                }
            } else if (what < 88) {
                picker.release(peer);
                asked.get(peer).clear();
            } else if (what < 91 && peer != keeper) {
                picker.left(peer);
                asked.remove(peer);
            } else if (what == 91) {
                StringBuilder levels = new StringBuilder();
                for (int piece = 0; piece < 40; piece++) {
                    wanted.set(piece, random.nextInt(4) > 0);
                    levels.append(wanted.get(piece) ? 1 + random.nextInt(3) : 0);
                }
                byte[] each = new byte[40];
                for (int piece = 0; piece < 40; piece++) {
                    each[piece] = (byte) (levels.charAt(piece) - '0');
                }
                picker.plan(PiecePriorities.of(picture.layout, each), random.nextBoolean(), (who, piece, block) -> {
                    assertThat(wanted.get(piece.piece())).isFalse();
                    assertThat(asked.get(who).remove(piece.piece() + ":" + block))
                            .isTrue();
                });
            } else if (what == 92) {
                peer.setChoking(!peer.isChoking());
            } else if (what == 93) {
                peer.setRate(random.nextInt(5) * 100_000L);
            } else if (what < 97 && asked.size() < 8) {
                StringBuilder has = new StringBuilder();
                for (int piece = 0; piece < 40; piece++) {
                    has.append(random.nextBoolean() ? 'x' : '.');
                }
                asked.put(picture.peer(has.toString()), new HashSet<>());
            } else {
                picker.have(peer, random.nextInt(40));
            }
            for (PeerPieces each : asked.keySet()) {
                assertThat(each.requests().size()).isEqualTo(asked.get(each).size());
                boolean interesting = false;
                for (int piece = 0; piece < 40; piece++) {
                    interesting |= each.has(piece) && !picker.has(piece) && wanted.get(piece);
                }
                assertThat(each.isInteresting()).isEqualTo(interesting);
            }
        }

        assertThat(picker.isSeed()).isTrue();
        assertThat(picker.isComplete()).isTrue();
        for (int piece = 0; piece < 40; piece++) {
            int index = piece;
            assertThat(picker.owners(piece)).isEqualTo((int)
                    asked.keySet().stream().filter(peer -> peer.has(index)).count());
        }
        assertThat(picker.partials()).isEmpty();
    }
}
