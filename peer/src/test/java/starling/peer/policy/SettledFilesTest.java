package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import starling.peer.policy.SettledFiles.Seen;

class SettledFilesTest {
    private final SettledFiles<String> files = new SettledFiles<>(3);

    private void sees(Map<String, Seen> folder, long now, String came, String went) {
        SettledFiles.Change<String> change = files.look(folder, now);
        assertThat(String.join(" ", change.came())).as("came at " + now).isEqualTo(came);
        assertThat(String.join(" ", change.went())).as("went at " + now).isEqualTo(went);
    }

    @Test
    void aFileComesOnceItStandsStill() {
        sees(Map.of("a", new Seen(10, 1)), 0, "", "");
        sees(Map.of("a", new Seen(20, 2)), 2, "", "");
        sees(Map.of("a", new Seen(20, 2)), 4, "", "");
        sees(Map.of("a", new Seen(20, 2)), 5, "a", "");
        sees(Map.of("a", new Seen(20, 2)), 99, "", "");
    }

    @Test
    void aFileThatIsDeletedGoes() {
        sees(Map.of("a", new Seen(1, 1), "b", new Seen(1, 1)), 0, "", "");
        sees(Map.of("a", new Seen(1, 1)), 3, "a", "");
        sees(Map.of(), 4, "", "a");
        sees(Map.of(), 5, "", "");
    }

    @Test
    void aFileThatChangesGoesAndComesAgain() {
        sees(Map.of("a", new Seen(1, 1)), 0, "", "");
        sees(Map.of("a", new Seen(1, 1)), 3, "a", "");
        sees(Map.of("a", new Seen(1, 2)), 4, "", "a");
        sees(Map.of("a", new Seen(1, 2)), 7, "a", "");
    }

    @Test
    void anEmptyFileIsWaitedFor() {
        sees(Map.of("a", new Seen(0, 1)), 0, "", "");
        sees(Map.of("a", new Seen(0, 1)), 9, "", "");
        sees(Map.of("a", new Seen(5, 1)), 10, "", "");
        sees(Map.of("a", new Seen(5, 1)), 13, "a", "");
    }
}
