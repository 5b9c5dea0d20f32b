package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

class PiecePickerTest {
    private static PickerPicture picture(String have, int blocks) {
        return new PickerPicture(have, blocks, 1);
    }

    @ParameterizedTest
    @CsvSource({
        // have,   the peer, others,          the piece that is chosen
        "xxxx....,  xxxxxxxx, xxxxxxx. xxxxxx.., 7",
        "xxxx....,  xxxxxxx., xxxxxx.. xxxxx..., 6",
        "xxxx....,  ....xxxx, ....xxx. ....xx.x, 7 6 of one each is rarest",
        "xxxx.xxx,  xxxxxxxx, xxxxxxxx xxxxxxxx, 4",
    })
    void theRarestComesFirst(String have, String peer, String others, String chosen) {
        PickerPicture picture = picture(have, 1);
        for (String other : others.split(" ")) {
            picture.peer(other);
        }
        PeerPieces asked = picture.peer(peer);

        String picked = picture.pick(asked, 1);

        assertThat(chosen.split(" ")).contains(picked.replace(":0", ""));
    }

    @Test
    void allComeInTheOrderOfTheirRarity() {
        PickerPicture picture = picture("xxxx....", 1);
        picture.peer("....xxx.");
        picture.peer("....xx..");
        picture.peer("....x...");

        assertThat(picture.pick(picture.peer("xxxxxxxx"), 4)).isEqualTo("7:0 6:0 5:0 4:0");
    }

    @Test
    void aSeedMakesNothingRarer() {
        PickerPicture picture = picture("xxxx....", 1);
        picture.peer("....xx.x");
        PeerPieces seed = picture.peer("xxxxxxxx");

        assertThat(picture.owners()).isEqualTo("11112212");
        assertThat(picture.pick(seed, 1)).isEqualTo("6:0");
    }

    @Test
    void aHaveMakesAPieceLessRare() {
        PickerPicture picture = picture("xxxx..", 1);
        PeerPieces other = picture.peer("......");
        PeerPieces seed = picture.peer("xxxxxx");

        picture.picker.have(other, 4);
        picture.picker.have(other, 4);

        assertThat(picture.owners()).isEqualTo("111121");
        assertThat(picture.pick(seed, 2)).isEqualTo("5:0 4:0");
    }

    @Test
    void theFirstPiecesAreTakenAtRandom() {
        Set<String> chosen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            PickerPicture picture = new PickerPicture("........", 1, seed);
            picture.peer("xxxxxxx.");
            chosen.add(picture.pick(picture.peer("xxxxxxxx"), 1));
        }

        assertThat(chosen).hasSize(8);
    }

    @Test
    void equalsAreTakenAtRandom() {
        Set<String> chosen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            PickerPicture picture = new PickerPicture("xxxx....", 1, seed);
            chosen.add(picture.pick(picture.peer("xxxxxxxx"), 1));
        }

        assertThat(chosen).containsExactlyInAnyOrder("4:0", "5:0", "6:0", "7:0");
    }

    @Test
    void aPieceBegunIsFinishedFirst() {
        PickerPicture picture = picture("xxxx..", 3);
        PeerPieces seed = picture.peer("xxxxxx");
        picture.peer("....x.");

        assertThat(picture.pick(seed, 2)).isEqualTo("5:0 5:1");
        picture.peer(".....x");
        picture.peer(".....x");
        assertThat(picture.pick(seed, 2)).isEqualTo("5:2 4:0");
    }

    @Test
    void aPieceBegunByOneIsLeftToIt() {
        PickerPicture picture = picture("xxxx...", 2);
        PeerPieces one = picture.peer("xxxxxxx");
        PeerPieces two = picture.peer("xxxxxxx");

        List<Integer> first = picture.pickPieces(one, 1);
        List<Integer> second = picture.pickPieces(two, 1);
        List<Integer> then = picture.pickPieces(one, 1);

        assertThat(second).doesNotContainAnyElementsOf(first);
        assertThat(then).isEqualTo(first);
    }

    @Test
    void aPieceBegunByOneIsSharedWhereNothingElseIsLeft() {
        PickerPicture picture = picture("xxx.", 4);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");

        assertThat(picture.pick(one, 2)).isEqualTo("3:0 3:1");
        assertThat(picture.pick(two, 2)).isEqualTo("3:2 3:3");
    }

    @Test
    void whatOneLeavesTheNextGoesOnWith() {
        PickerPicture picture = picture("xxxx....", 2);
        PeerPieces one = picture.peer("xxxxxxxx");
        int begun = picture.pickPieces(one, 2).get(0);
        picture.gets(one, begun, 0);

        picture.picker.left(one);

        assertThat(picture.pick(picture.peer("xxxxxxxx"), 1)).isEqualTo(begun + ":1");
        assertThat(picture.owners()).isEqualTo("11111111");
    }

    @Test
    void aChokeFreesWhatWasAsked() {
        PickerPicture picture = picture("xxx.", 3);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        assertThat(picture.pick(one, 3)).isEqualTo("3:0 3:1 3:2");
        picture.gets(one, 3, 1);

        picture.picker.release(one);

        assertThat(one.requests().isEmpty()).isTrue();
        assertThat(picture.pick(two, 3)).isEqualTo("3:0 3:2");
    }

    @Test
    void aRejectFreesOneBlock() {
        PickerPicture picture = picture("xxx.", 3);
        PeerPieces one = picture.peer("xxxx");
        picture.pick(one, 3);

        assertThat(picture.picker.release(one, 3, 1)).isTrue();
        assertThat(picture.picker.release(one, 3, 1)).isFalse();

        assertThat(picture.pick(picture.peer("xxxx"), 1)).isEqualTo("3:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"........", "xxxx....", "x......."})
    void aPeerThatHasNothingWeMissIsNotAsked(String has) {
        PickerPicture picture = picture("xxxx....", 2);
        PeerPieces peer = picture.peer(has);

        assertThat(peer.isInteresting()).isFalse();
        assertThat(picture.pick(peer, 10)).isEmpty();
    }

    @Test
    void interestComesAndGoesWithThePieces() {
        PickerPicture picture = picture("xx..", 1);
        PeerPieces seed = picture.peer("xxxx");
        PeerPieces peer = picture.peer("x...");
        assertThat(peer.isInteresting()).isFalse();

        picture.picker.have(peer, 2);
        assertThat(peer.isInteresting()).isTrue();

        picture.pick(seed, 2);
        picture.answersAll(seed);
        assertThat(picture.have()).isEqualTo("xxxx");
        assertThat(peer.isInteresting()).isFalse();
        assertThat(seed.isInteresting()).isFalse();
        assertThat(picture.picker.isComplete()).isTrue();
        assertThat(picture.picker.leftBytes()).isZero();
    }

    @Test
    void inTheEndgameABlockIsAskedOfThreeAtMost() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        PeerPieces three = picture.peer("xxxx");
        PeerPieces four = picture.peer("xxxx");

        assertThat(picture.picker.isEndgame()).isFalse();
        assertThat(picture.pick(one, 9)).isEqualTo("3:0 3:1");
        assertThat(picture.picker.isEndgame()).isTrue();
        assertThat(picture.pick(one, 9)).isEmpty();
        assertThat(picture.pick(two, 9)).isEqualTo("3:1 3:0");
        assertThat(picture.pick(three, 1)).isEqualTo("3:1");
        assertThat(picture.pick(four, 9)).isEqualTo("3:0");
    }

    @Test
    void whoComesSecondInTheEndgameIsCancelled() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 9);
        picture.pick(two, 9);

        PartialPiece piece = picture.picker.received(two, 3, 0);

        assertThat(piece).isNotNull();
        assertThat(picture.picker.isAskedOfOthers(piece, 0)).isTrue();
        assertThat(picture.picker.received(one, 3, 0))
                .as("the same block again")
                .isNull();
        assertThat(picture.picker.isAskedOfOthers(piece, 0)).isFalse();
        assertThat(picture.picker.isAskedOfOthers(piece, 1)).isTrue();
        assertThat(picture.picker.written(piece, 0)).isFalse();
        assertThat(piece.contributors()).containsExactly(two);
    }

    @Test
    void aBlockThatWasNotAskedForIsNotTaken() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 1);

        assertThat(picture.picker.received(two, 3, 0)).isNull();
        assertThat(picture.picker.received(one, 3, 1)).isNull();
        assertThat(picture.picker.received(one, 0, 0)).isNull();
        assertThat(picture.gets(one, 3, 0)).isNull();
        assertThat(picture.picker.partials())
                .singleElement()
                .satisfies(piece -> assertThat(piece.writtenBlocks()).isEqualTo(1));
    }

    @Test
    void aPieceInDoubtIsAskedOfOneAloneUntilThatOneLeaves() {
        PickerPicture picture = picture("xxx.", 3);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces other = picture.peer("xxxx");
        picture.pick(one, 2);
        picture.pick(other, 1);
        picture.gets(one, 3, 0);
        picture.gets(one, 3, 1);
        PartialPiece whole = picture.gets(other, 3, 2);
        assertThat(List.of(whole.sender(0), whole.sender(1), whole.sender(2))).containsExactly(one, one, other);

        picture.picker.failed(whole, true);

        assertThat(picture.pick(one, 1)).isEqualTo("3:0");
        assertThat(picture.pick(other, 9)).as("neither free blocks nor endgame").isEmpty();
        picture.picker.left(one);
        assertThat(picture.pick(other, 9)).isEqualTo("3:0 3:1 3:2");
        picture.answersAll(other);
        assertThat(picture.picker.isComplete()).isTrue();
    }

    @Test
    void aPieceInDoubtGoesToAnotherWhereTheOneRefuses() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces other = picture.peer("xxxx");
        picture.pick(one, 1);
        picture.pick(other, 1);
        picture.gets(one, 3, 0);
        picture.picker.failed(picture.gets(other, 3, 1), true);
        picture.pick(one, 2);
        assertThat(picture.pick(other, 2)).isEmpty();

        picture.picker.release(one, 3, 0);
        assertThat(picture.pick(other, 2)).as("one block is still on its way").isEmpty();
        picture.picker.release(one, 3, 1);

        assertThat(picture.pick(other, 2)).isEqualTo("3:0 3:1");
        assertThat(picture.pick(one, 2)).isEmpty();
    }

    @Test
    void aBadPieceGoesBack() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces liar = picture.peer("xxxx");
        PeerPieces honest = picture.peer("xxxx");
        picture.pick(liar, 2);
        picture.gets(liar, 3, 0);
        PartialPiece whole = picture.gets(liar, 3, 1);

        picture.picker.failed(whole, false);

        assertThat(whole.contributors()).containsExactly(liar);
        assertThat(picture.have()).isEqualTo("xxx.");
        assertThat(honest.isInteresting()).isTrue();
        assertThat(picture.pick(honest, 9)).isEqualTo("3:0 3:1");
        picture.answersAll(honest);
        assertThat(picture.picker.isComplete()).isTrue();
    }

    @Test
    void aBlockThatCouldNotBeWrittenIsMissingAgain() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        picture.pick(one, 2);
        PartialPiece piece = picture.picker.received(one, 3, 0);

        picture.picker.writeFailed(piece, 0);

        assertThat(picture.pick(one, 9)).isEqualTo("3:0");
    }

    @Test
    void aBlockOnItsWayToDiskIsNotAskedForAgain() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 2);
        picture.picker.received(one, 3, 0);

        assertThat(picture.pick(two, 9)).isEqualTo("3:1");
    }

    @Test
    void whoLeavesInTheEndgameTakesNothingFromTheOthers() {
        PickerPicture picture = picture("xxx.", 1);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 1);
        picture.pick(two, 1);

        picture.picker.left(one);

        assertThat(picture.picker.isEndgame()).isTrue();
        PartialPiece whole = picture.gets(two, 3, 0);
        assertThat(whole).isNotNull();
        picture.picker.verified(whole);
        assertThat(picture.picker.isComplete()).isTrue();
    }

    @Test
    void theLastPieceIsShorter() {
        PieceLayout layout = new PieceLayout(5L * PieceLayout.BLOCK_LENGTH + 1, 2 * PieceLayout.BLOCK_LENGTH);
        PiecePicker picker = new PiecePicker(layout, PickerPicture.bits("xx."), new Random(1));
        PeerPieces peer = new PeerPieces(3);
        picker.joined(peer);
        picker.bitfield(peer, Bitfield.full(3));

        assertThat(picker.leftBytes()).isEqualTo(PieceLayout.BLOCK_LENGTH + 1);
        assertThat(picker.pick(peer, 9, (piece, block) -> {})).isEqualTo(2);
    }

    @Test
    void aPeerThatGetsItsLastPieceIsASeed() {
        PickerPicture picture = picture("xxxx", 1);
        PeerPieces peer = picture.peer("xxx.");

        picture.picker.have(peer, 3);

        assertThat(peer.isSeed()).isTrue();
        assertThat(picture.owners()).isEqualTo("1111");
        picture.picker.left(peer);
        assertThat(picture.owners()).isEqualTo("0000");
    }

    /** A whole download, move by move, in which peers come, choke, leave, lie and repeat themselves. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensTheBooksAreRight(long seed) {
        Random random = new Random(seed);
        PickerPicture picture = new PickerPicture(".".repeat(40), 3, seed);
        PiecePicker picker = picture.picker;
        Map<PeerPieces, Set<String>> asked = new HashMap<>();
        PeerPieces keeper = picture.peer("x".repeat(40));
        asked.put(keeper, new HashSet<>());

        for (int move = 0; move < 20_000 && !picker.isComplete(); move++) {
            PeerPieces peer = List.copyOf(asked.keySet()).get(random.nextInt(asked.size()));
            int what = random.nextInt(100);
            if (what < 45) {
                picker.pick(peer, 1 + random.nextInt(5), (piece, block) -> {
                    assertThat(peer.has(piece.piece())).isTrue();
                    assertThat(picker.has(piece.piece())).isFalse();
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
            } else if (what < 95 && asked.size() < 8) {
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
                    interesting |= each.has(piece) && !picker.has(piece);
                }
                assertThat(each.isInteresting()).isEqualTo(interesting);
            }
        }

        assertThat(picker.isComplete()).isTrue();
        for (int piece = 0; piece < 40; piece++) {
            int index = piece;
            assertThat(picker.owners(piece)).isEqualTo((int)
                    asked.keySet().stream().filter(peer -> peer.has(index)).count());
        }
        assertThat(picker.partials()).isEmpty();
    }
}
