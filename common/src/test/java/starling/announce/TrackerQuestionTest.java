package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerQuestionTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x0123_4567_89ab_cdefL})
    void aQuestionComesBack(long nonce) throws Exception {
        byte[] datagram = new TrackerQuestion(nonce).write();
        assertThat(datagram).hasSize(TrackerQuestion.LENGTH);
        assertThat(TrackerQuestion.read(datagram)).isEqualTo(new TrackerQuestion(nonce));
    }

    @Test
    void anAnswerIsNeverLongerThanTheQuestion() throws Exception {
        for (String name : new String[] {"", "lab", "é".repeat(40), "x".repeat(500), "日".repeat(90), "😀".repeat(99)}) {
            TrackerHere here = new TrackerHere(-5, Long.MIN_VALUE + 1, 65535, name);
            assertThat(here.write()).hasSizeLessThanOrEqualTo(TrackerQuestion.LENGTH);
            assertThat(name).startsWith(here.name());
            assertThat(TrackerHere.read(here.write())).isEqualTo(here);
        }
        assertThat(new TrackerHere(0, 0, 1, "😀".repeat(99)).name()).isEqualTo("😀".repeat(18));
        assertThat(new TrackerHere(0, 0, 1, "é".repeat(99)).name()).isEqualTo("é".repeat(36));
    }

    @Test
    void aNameIsFitForATerminal() throws Exception {
        byte[] datagram = new TrackerHere(1, 2, 1, "abcd").write();
        datagram[datagram.length - 1] = 0x1b;
        assertThat(TrackerHere.read(datagram).name()).isEqualTo("abc_");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "'',nothing",
        "53544831,the beginning alone",
        "5354483100000000000000010000000000000002000100ff,a name that is not there",
        "5354483100000000000000010000000000000002000000,port 0",
        "535448310000000000000001000000000000000200000131,port 0 and a name",
        "53544831000000000000000100000000000000022ee0013161,more than the name",
        "53544831000000000000000100000000000000022ee00231,less than the name",
        "53545131000000000000000100000000000000022ee00131,another beginning"
    })
    void whatIsNoAnswer(String hex, String why) {
        byte[] datagram = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> TrackerHere.read(datagram)).as(why).isInstanceOf(AnnounceException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12, 95, 97, 1_500})
    void anotherLengthIsNoQuestion(int length) {
        byte[] datagram = Arrays.copyOf(new TrackerQuestion(3).write(), length);
        assertThatThrownBy(() -> TrackerQuestion.read(datagram)).isInstanceOf(AnnounceException.class);
    }
}
