package starling.bencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.bencode.BencodeReader.Limits;
import starling.testing.Mutations;

class BencodeRoundTripTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "i0e",
                "i-9223372036854775808e",
                "0:",
                "4:spam",
                "le",
                "de",
                "l4:spami42ee",
                "d3:cow3:moo4:spam4:eggse",
                "d1:Ai1e1:ai2e1:bd1:cl1:dl1:eeeee"
            })
    void canonicalFormComesBackByteForByte(String text) throws Exception {
        byte[] bytes = BencodeReaderTest.bytes(text);

        assertThat(BencodeWriter.write(BencodeReader.read(bytes, Limits.MESSAGE)))
                .isEqualTo(bytes);
    }

    @Test
    void writesUnsortedKeysSorted() throws Exception {
        BValue value = BencodeReader.read(BencodeReaderTest.bytes("d1:bi1e1:\u00ffi3e1:ai2ee"), Limits.MESSAGE);

        assertThat(new String(BencodeWriter.write(value), StandardCharsets.ISO_8859_1))
                .isEqualTo("d1:ai2e1:bi1e1:\u00ffi3ee");
    }

    @Test
    void randomValuesComeBackEqual() throws Exception {
        for (long seed = 0; seed < 500; seed++) {
            BValue value = random(new Random(seed), 5);
            byte[] bytes = BencodeWriter.write(value);

            BValue back = BencodeReader.read(bytes, Limits.METAINFO);

            assertThat(back).as("seed %d", seed).isEqualTo(value).hasSameHashCodeAs(value);
            assertThat(BencodeWriter.write(back)).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    private static BValue random(Random random, int depth) {
        switch (random.nextInt(depth == 0 ? 2 : 4)) {
            case 0:
                return new BInteger(random.nextLong() >> random.nextInt(64));
            case 1:
                return randomString(random);
            case 2:
                BValue[] values = new BValue[random.nextInt(5)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = random(random, depth - 1);
                }
                return BList.of(values);
            default:
                Map<BString, BValue> entries = new TreeMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    entries.put(randomString(random), random(random, depth - 1));
                }
                return BDictionary.ofRaw(entries);
        }
    }

    private static BString randomString(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return BString.of(bytes);
    }

    @Test
    void damagedInputIsReadInOneWayOrRefused() {
        List<byte[]> examples = List.of(
                BencodeReaderTest.bytes("d1:ad2:id20:abcdefghij0123456789e4:listli-7e0:l4:deepdeee1:xi0ee"),
                BencodeReaderTest.bytes("d4:infod6:lengthi12345e4:name5:a.txt12:piece lengthi16384eee"),
                BencodeReaderTest.bytes("lli1eli2eli3e1:xeed0:0:ee"));

        Mutations.Tally tally = Mutations.run(examples, 60_000, BencodeException.class, input -> {
            BValue value = BencodeReader.read(input, Limits.MESSAGE);
            byte[] canonical = BencodeWriter.write(value);
            assertThat(canonical).hasSameSizeAs(input);
            assertThat(BencodeReader.read(canonical, Limits.MESSAGE)).isEqualTo(value);
        });

        assertThat(tally.taken()).isGreaterThan(500);
        assertThat(tally.refused()).isGreaterThan(500);
    }

    @Test
    void byteStringsAreWindowsThatCannotBeLeft() throws Exception {
        BString string = ((BList) BencodeReader.read(BencodeReaderTest.bytes("l2:ab4:cdefe"), Limits.MESSAGE))
                                .values()
                                .get(1)
                        instanceof BString found
                ? found
                : null;

        assertThat(string.bytes()).isEqualTo(BencodeReaderTest.bytes("cdef"));
        assertThat(string.bytes(1, 2)).isEqualTo(BencodeReaderTest.bytes("de"));
        assertThat(string.bytes(4, 0)).isEmpty();
        assertThat(string.regionEquals(2, BencodeReaderTest.bytes("ef"))).isTrue();
        assertThat(string.regionEquals(3, BencodeReaderTest.bytes("fe"))).isFalse();
        assertThat(string.regionEquals(-1, BencodeReaderTest.bytes("4"))).isFalse();
        assertThat(string.buffer()).isEqualTo(ByteBuffer.wrap(BencodeReaderTest.bytes("cdef")));
        assertThat(string.buffer().isReadOnly()).isTrue();
        for (int[] range : new int[][] {{-1, 1}, {0, 5}, {4, 1}, {0, -1}, {5, 0}, {1, Integer.MAX_VALUE}}) {
            assertThatThrownBy(() -> string.bytes(range[0], range[1])).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aListOfTextsPassesOverTheRest() throws Exception {
        BList list = (BList) BencodeReader.read(BencodeReaderTest.bytes("l1:ai1e1:blee"), Limits.MESSAGE);

        assertThat(list.texts()).containsExactly("a", "b");
    }
}
