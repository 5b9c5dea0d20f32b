package starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;
import starling.testing.Mutations;

class ExtendedHandshakeTest {
    private static final ExtendedHandshake EMPTY = ExtendedHandshake.EMPTY;
    private static final ExtendedHandshake FULL = new ExtendedHandshake(
            Map.of("ut_metadata", 1, "ut_pex", 255, "lt_donthave", 0),
            Optional.of("\u00fc 1"),
            OptionalInt.of(65535),
            OptionalInt.of(250),
            OptionalInt.of(14_000_000),
            Optional.of(true),
            AddressLiteral.parse("192.0.2.7"),
            List.of(
                    AddressLiteral.parse("192.0.2.8").orElseThrow(),
                    AddressLiteral.parse("2001:db8::7").orElseThrow()));

    private static ExtendedHandshake read(String payload) throws WireException {
        return ExtendedHandshake.read(ByteBuffer.wrap(payload.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static ByteBuffer payload(ExtendedHandshake handshake) {
        PeerMessage.Extended message = (PeerMessage.Extended) handshake.message();
        assertThat(message.id()).isEqualTo(ExtendedHandshake.ID);
        return message.payload();
    }

    @Test
    void comesBack() throws Exception {
        for (ExtendedHandshake handshake : List.of(EMPTY, FULL)) {
            assertThat(ExtendedHandshake.read(payload(handshake))).isEqualTo(handshake);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "d1:md6:ut_pexi256eee",
        "d1:md6:ut_pexi-1eee",
        "d1:md6:ut_pexi4294967297eee",
        "d1:md6:ut_pex1:1ee",
        "d1:md1:\u00ffi1eee",
        "d1:mlee",
        "d1:mi1ee",
        "d1:pi0ee",
        "d1:pi-1ee",
        "d1:pi65536ee",
        "d1:pi4294967297ee",
        "d4:reqqi0ee",
        "d4:reqqi-5ee",
        "d4:reqqi9223372036854775807ee",
        "d1:vi1ee",
        "d13:metadata_sizei0ee",
        "d13:metadata_sizei33554433ee",
        "d11:upload_only1:1e",
        "d6:yourip5:12345e",
        "d4:ipv64:1234e",
        "d4:ipv616:\0\0\0\0\0\0\0\0\0\0\u00ff\u00ff1234e",
        "d4:ipv416:1234567890123456e",
        "de"
    })
    void passesOverFieldsOutOfRange(String payload) throws Exception {
        assertThat(read(payload)).isEqualTo(EMPTY);
    }

    @Test
    void takesBytesAfterTheDictionary() throws Exception {
        assertThat(read("d1:v1:xetrailer").version()).contains("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "le", "i1e", "4:spam", "d", "d1:m", "d1:vi1e1:vi1ee", "d1:m999999999:xe", "xyz"})
    void refusesWhatIsNoDictionary(String payload) {
        assertThatThrownBy(() -> read(payload)).isInstanceOf(WireException.class);
    }

    @Test
    void boundsWhatItTakes() throws Exception {
        StringBuilder ids = new StringBuilder("d1:md");
        for (int i = 1000; i < 2000; i++) {
            ids.append("4:").append(i).append("i1e");
        }

        assertThat(read(ids.append("ee").toString()).messages()).hasSize(100);
        assertThatThrownBy(() -> read("d1:v65536:" + "x".repeat(65_536) + "e")).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> read("l".repeat(60_000))).isInstanceOf(WireException.class);
    }

    @Test
    void whatWasReadCannotBeChanged() throws Exception {
        Map<String, Integer> messages = ExtendedHandshake.read(payload(FULL)).messages();

        assertThatThrownBy(() -> messages.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void damagedOnesAreRefusedOrInRange() {
        ByteBuffer payload = payload(FULL);
        byte[] example = new byte[payload.remaining()];
        payload.get(example);

        Mutations.Tally tally = Mutations.run(List.of(example), 20_000, WireException.class, input -> {
            ExtendedHandshake handshake = ExtendedHandshake.read(ByteBuffer.wrap(input));
            assertThat(handshake.messages().values()).allMatch(id -> id >= 0 && id < 256);
            assertThat(handshake.port().orElse(1)).isBetween(1, 65535);
            assertThat(handshake.requestQueue().orElse(1)).isBetween(1, 10_000);
        });

        assertThat(tally.taken()).isGreaterThan(200);
        assertThat(tally.refused()).isGreaterThan(200);
    }
}
