package starling.peer.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Our peer as a piped shell: takes commands while it runs. */
final class Shell {
    private final Running program;

    private Shell(Running program) {
        this.program = program;
    }

    static Shell start(Stage stage, Path home, String... options) {
        return of(stage.peer(home, options));
    }

    /** One that was started as a piped shell. */
    static Shell of(Running program) {
        return new Shell(program);
    }

    Running program() {
        return program;
    }

    void say(String command) {
        program.say(command);
    }

    /** Runs a command that prints one line with the pattern in it. That line. */
    private String answer(String command, String pattern) {
        int before = program.out().size();
        say(command);
        return program.awaitOut("^.*" + pattern + ".*$", before).group();
    }

    /** What {@code status --json} says of its one torrent. */
    Map<String, Object> status() {
        return Json.line(answer("status --json", "\"info_hash\""));
    }

    /** Asks again and again until its one torrent is in a state. What {@code status --json} says then. */
    Map<String, Object> awaitState(String state) {
        return awaitStatus("state " + state, status -> status.get("state").equals(state));
    }

    /** Asks again and again until the status is as wanted. */
    Map<String, Object> awaitStatus(String what, Predicate<Map<String, Object>> isSo) {
        List<Map<String, Object>> last = new ArrayList<>();
        Foreign.await(what, program, () -> {
            last.clear();
            last.add(status());
            return isSo.test(last.get(0));
        });
        return last.get(0);
    }

    /** Asks again and again until a tracker of its one torrent is in a state. What {@code trackers --json} says then. */
    Map<String, Object> awaitTracker(String url, String state) {
        List<Map<String, Object>> found = new ArrayList<>();
        Foreign.await(url + " is " + state, program, () -> {
            Map<String, Object> row = Json.line(answer("trackers --json", "\"url\":\"" + Pattern.quote(url) + "\""));
            found.add(row);
            return row.get("state").equals(state);
        });
        return found.get(found.size() - 1);
    }

    /** Asks again and again until the web seed of its one torrent is in a state. */
    void awaitWebSeed(String state) {
        Foreign.await(
                "the web seed is " + state,
                program,
                () -> Json.line(answer("trackers --json", "\"web_seed\""))
                        .get("state")
                        .equals(state));
    }

    /** Ends its input. Its exit code. */
    int leave() {
        program.endInput();
        return program.awaitExit();
    }
}
