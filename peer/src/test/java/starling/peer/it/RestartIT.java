package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shell that ends goes on with all that it did, however it ended. */
class RestartIT {
    private static final String PAUSED = "one.bin";

    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest(name = "killed: {0}")
    @ValueSource(booleans = {true, false})
    void allThatRanRunsAgainWithItsTotals(boolean killed) {
        String tracker = stage.tracker().announceUrl();
        Path home = stage.folder("home");
        Running shell = stage.peer(home, "--max-download", "300K");
        Shell seeder = Shell.start(stage, stage.folder("seeder"));
        for (String name : new String[] {PAUSED, "two.bin", "three.bin"}) {
            Path content = Content.file(stage.folder("origin").resolve(name), 8 << 20, name.hashCode());
            Path torrent = stage.torrent(tracker, content);
            seeder.say("seed '" + torrent + "' --in '" + content.getParent() + "'");
            shell.say("download '" + torrent + "'");
        }
        await(shell, "each has some pieces", row -> Json.number(row, "have") > 128 << 10);
        shell.say("pause " + PAUSED);
        shell.awaitOut(PAUSED + ": paused");
        Map<String, Map<String, Object>> before = Map.copyOf(status(shell));
        // The records of all three hold what was seen; a kill must not lose it.
        Foreign.await("all is recorded", shell, () -> recorded(home, before));

        if (killed) {
            shell.kill();
        } else {
            shell.say("exit");
            shell.awaitExit();
        }
        Running again = stage.peer(home, "--max-download", "300K");

        Map<String, Map<String, Object>> after = await(
                again, "none is checked any more", row -> !row.get("state").equals("checking"));
        assertThat(after.get(PAUSED).get("state")).isEqualTo("paused");
        assertThat(after.get("two.bin").get("state")).isEqualTo("downloading");
        assertThat(after.get("three.bin").get("state")).isEqualTo("downloading");
        after.forEach((name, row) -> {
            for (String total : new String[] {"have", "downloaded"}) {
                assertThat(Json.number(row, total))
                        .as(name + " " + total)
                        .isGreaterThanOrEqualTo(Json.number(before.get(name), total));
            }
        });
    }

    private boolean recorded(Path home, Map<String, Map<String, Object>> seen) {
        Running list = stage.peer(home, "list", "--json");
        list.awaitExit();
        return list.out().stream()
                .map(Json::line)
                .allMatch(row -> Json.number(row, "have") >= Json.number(seen.get((String) row.get("name")), "have")
                        && Json.number(row, "downloaded")
                                >= Json.number(seen.get((String) row.get("name")), "downloaded"));
    }

    private static Map<String, Map<String, Object>> await(
            Running shell, String what, Predicate<Map<String, Object>> each) {
        Map<String, Map<String, Object>> last = new HashMap<>();
        Foreign.await(what, shell, () -> {
            last.clear();
            last.putAll(status(shell));
            return last.values().stream().allMatch(each);
        });
        return last;
    }

    /** A row for each of the three torrents. */
    private static Map<String, Map<String, Object>> status(Running shell) {
        int skipped = shell.out().size();
        shell.say("list --json");
        Map<String, Map<String, Object>> rows = new HashMap<>();
        for (String name : new String[] {PAUSED, "two.bin", "three.bin"}) {
            rows.put(
                    name,
                    Json.line(
                            shell.awaitOut("^\\{.*\"" + name + "\".*$", skipped).group()));
        }
        return rows;
    }
}
