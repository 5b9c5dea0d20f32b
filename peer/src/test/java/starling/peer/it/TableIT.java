package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The live table at a real terminal, while a real transfer runs that does not end. */
class TableIT {
    private static final String NAME = "table 日本.bin";
    private static final String TITLE = "***** Starling peer *****";
    private static final Pattern ROW =
            Pattern.compile("table 日.* +(\\d+) % \\[[█░]+\\] +\\S+ \\S+/s  ETA \\S+ +1 ?s(eed)? 0 ?p(eers)?");
    private static final Pattern FROM =
            Pattern.compile(" +\\S+( \\S+/s)? +seed +127\\.0\\.0\\.1:\\d+ +\\S{4} +p(iece )?\\d+ +\\d+ %( +ch)?");

    @RegisterExtension
    final Stage stage = new Stage();

    private TrackerRun tracker;
    private Path torrent;

    @BeforeEach
    void aSeeder() {
        Foreign.program("tmux");
        tracker = stage.tracker();
        Path content = Content.file(stage.folder("content").resolve(NAME), 40_000_000, 61);
        torrent = stage.folder("content").resolve("t.torrent");
        Running create = stage.peer(
                stage.folder("maker"),
                "create",
                "--piece-length",
                "256K",
                "-o",
                torrent.toString(),
                tracker.announceUrl(),
                content.toString());
        assertThat(create.awaitExit()).as(create::transcript).isZero();
        Running seeder = stage.peer(
                stage.folder("seeder"),
                "seed",
                torrent.toString(),
                "--in",
                content.getParent().toString());
        seeder.awaitOut("seeding");
    }

    /** The peer that fetches it, too slowly to come to an end. */
    private Screen fetching(int columns, int rows, String... environment) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(List.of(environment));
        command.addAll(Jars.peer());
        command.addAll(List.of("127.0.0.1", String.valueOf(tracker.port())));
        command.addAll(List.of("--home", stage.folder("home").toString(), "--bind", "127.0.0.1", "--port", "0"));
        command.addAll(List.of("--max-download", "60K", "--max-upload", "0"));
        Screen screen = new Screen(Host.loopback(stage), "screen", columns, rows, command);
        screen.await("starling>");
        screen.type("download " + torrent, "Enter");
        return screen;
    }

    /** Waits until the whole table stands above the prompt, each row in its place and none of them broken. */
    private static List<String> awaitTable(Screen screen, String typed) {
        return screen.awaitRows("the table above '" + typed + "'", rows -> isTable(rows, typed));
    }

    private static boolean isTable(List<String> rows, String typed) {
        int title = rows.indexOf(TITLE);
        return title >= 0
                && title == rows.lastIndexOf(TITLE)
                && rows.size() == title + 8
                && rows.get(title + 1)
                        .matches("Peer: (id )?\\S{6} +127\\.0\\.0\\.1:\\d+ +(Trackers: )?127\\.0\\.0\\.1:.*")
                && rows.get(title + 2).matches("Max .*60\\.0 KiB/s.* no limit   now ↓ .* ↑ .*")
                && rows.get(title + 3).equals("*** Downloads in progress ***")
                && ROW.matcher(rows.get(title + 4)).matches()
                && FROM.matcher(rows.get(title + 5)).matches()
                && rows.get(title + 6).equals("*** Uploads in progress ***")
                && rows.get(title + 7).equals(("starling> " + typed).stripTrailing());
    }

    private static int percent(List<String> rows) {
        return rows.stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> Integer.parseInt(row.group(1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void itIsRedrawnWhileOneTypesAndSurvivesEverySize() {
        Screen screen = fetching(80, 24);
        int begun = percent(awaitTable(screen, ""));

        String typed = "";
        for (String word : "# not one of these keys is lost while the table is drawn".split("(?<= )")) {
            screen.type("-l", word);
            typed += word;
            String soFar = typed;
            screen.awaitRows("'" + soFar + "' typed", rows -> isTable(rows, soFar.stripTrailing()));
        }
        String all = typed;
        screen.awaitRows("progress meanwhile", rows -> isTable(rows, all) && percent(rows) > begun);

        screen.resize(60, 20);
        screen.awaitRows("60 by 20", rows -> {
            int title = rows.indexOf(TITLE);
            // what is typed takes two rows now
            return title >= 0
                    && rows.size() == title + 9
                    && (rows.get(title + 7) + " " + rows.get(title + 8))
                            .replace("  ", " ")
                            .contains("table is drawn")
                    && ROW.matcher(rows.get(title + 4)).matches()
                    && FROM.matcher(rows.get(title + 5)).matches()
                    && rows.indexOf(TITLE) == rows.lastIndexOf(TITLE);
        });
        screen.resize(200, 50);
        awaitTable(screen, all);

        screen.type("Enter");
        awaitTable(screen, "");
        screen.type("Up");
        awaitTable(screen, all);
        screen.type("C-u");
        screen.type("pie", "Tab");
        awaitTable(screen, "pieces");
        // "tab" alone would be the key of that name
        screen.type("-l", "tab");
        screen.type("Tab");
        awaitTable(screen, "pieces table\\ 日本.bin");
        screen.type("Enter");
        screen.await("153 pieces of 256 KiB");
        awaitTable(screen, "");
        screen.type("C-d");
        screen.await("1 download runs, and goes on at the next start. Leave? (y/N)");
        screen.type("y", "Enter");
        screen.await("left with 7");
    }

    @Test
    void ctrlCEndsTheCommandAndNothingElse() {
        Screen screen = fetching(80, 24);
        awaitTable(screen, "");
        screen.type("wait", "Enter");
        screen.awaitRows(
                "the progress of what is waited for",
                rows -> rows.get(rows.size() - 1).matches("table 日.* \\d+ % .*1 peer"));
        screen.type("C-c");
        screen.await("Stopped.");
        awaitTable(screen, "");
        screen.type("status", "Enter");
        screen.awaitRows(
                "the download goes on",
                rows -> rows.stream().filter(row -> ROW.matcher(row).matches()).count() == 2);
    }

    @Test
    void watchFillsTheScreenAndGivesItBack() {
        Screen screen = fetching(60, 20);
        awaitTable(screen, "");
        screen.type("watch", "Enter");
        List<String> rows = screen.awaitRows(
                "the whole screen", all -> all.size() == 20 && all.get(0).equals(TITLE));
        assertThat(rows.get(19)).startsWith("q leave  p pause  s sort (by name)");
        screen.type("p");
        screen.await("paused");
        screen.type("s");
        screen.await("s sort (by progress)");
        screen.resize(80, 24);
        screen.awaitRows(
                "a larger screen", all -> all.size() == 24 && all.get(0).equals(TITLE));
        screen.type("p");
        screen.awaitRows(
                "it goes on",
                all -> all.stream().anyMatch(row -> FROM.matcher(row).matches()));
        screen.type("q");
        awaitTable(screen, "");
        assertThat(screen.text()).contains("starling> watch");
    }

    @Test
    void noColorIsHonoured() throws IOException {
        Screen screen = fetching(80, 24, "NO_COLOR=1");
        Path sent = stage.folder("sent").resolve("all");
        screen.copyTo(sent);
        int begun = percent(awaitTable(screen, ""));
        screen.awaitRows("progress", rows -> percent(rows) > begun);
        screen.type("status", "Enter");
        screen.awaitRows(
                "the status and the table",
                rows -> rows.stream().filter(TITLE::equals).count() == 2);

        assertThat(Files.readString(sent))
                .contains("KiB/s")
                .doesNotContainPattern("\u001b\\[([0-9]+;)*(3[0-8]|4[0-8]|9[0-7])[;m]");
    }

    @Test
    void aDumbTerminalGetsLinesAlone() throws IOException {
        Screen screen = fetching(80, 24, "TERM=dumb");
        screen.await("downloading 38.1 MiB");
        Path sent = stage.folder("sent").resolve("all");
        screen.copyTo(sent);
        screen.type("status", "Enter");
        screen.await(TITLE);
        screen.await("*** Uploads in progress ***");
        screen.type("exit", "Enter");
        screen.await("left with 7");

        assertThat(Files.readString(sent)).contains(TITLE).doesNotContain("\u001b", "\b");
    }

    @Test
    void onAPipeALineIsAChange() {
        Running shell = stage.peer(stage.folder("home"), "--max-download", "400K");
        shell.say("download '" + torrent + "'");
        shell.say("watch");
        shell.awaitOut("^table 日本\\.bin  0 %  downloading");
        shell.awaitOut("^table 日本\\.bin  [1-9]\\d* %  downloading  \\S+ KiB/s  ETA \\d+:\\d\\d  1 seed 0 peers$");

        assertThat(shell.out())
                .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
                .doesNotHaveDuplicates();
    }
}
