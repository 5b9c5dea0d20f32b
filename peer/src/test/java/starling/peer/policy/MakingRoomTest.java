package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MakingRoomTest {
    private static final long SECOND = 1_000_000_000L;

    /**
     * Guests as {@code a90 !b80 ~c70}: a name, and for how many seconds it has moved nothing. Before it an exclamation mark
     * where one of the two wants something of the other, a tilde where it made no use of its slot.
     */
    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "'a3 b9 !c119', '', nobody goes who is new or may be waiting for its turn",
        "'a11 b30 c20', b, who is idle for longest",
        "'a11 !b100', a, who may be waiting stays before one that wants nothing",
        "'a11 !b500', a, however long it waits",
        "'!a130 !b500 !c5', b, but not for ever",
        "'!a130 !~b11 !c5', b, unless it made no use of its slot",
        "'!~a9 b9', '', which it may still do",
        "'a0 !b0 !c0', '', who gives or takes stays",
    })
    void whoIsOfLeastUseGoes(String drawn, String goes, String why) {
        List<MakingRoom.Guest<String>> guests = new ArrayList<>();
        for (String word : drawn.split(" ")) {
            String plain = word.replaceAll("[!~]", "");
            guests.add(new MakingRoom.Guest<>(
                    plain.substring(0, 1),
                    word.contains("!"),
                    word.contains("~"),
                    Long.parseLong(plain.substring(1)) * SECOND));
        }
        assertThat(MakingRoom.who(guests).orElse("")).as(why).isEqualTo(goes);
    }
}
