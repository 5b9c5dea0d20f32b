package starling.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import starling.peer.shell.config.Configuration;
import starling.peer.shell.config.Options;
import starling.peer.shell.config.Setting;
import starling.peer.shell.config.Source;

/** What is written about the programs is what they are. */
class PagesTest {
    private static final Path DOCS = Path.of("..", "docs");

    private final Program peer = Program.peer();
    private final Program tracker = Program.tracker();

    @Test
    void theReferenceIsUpToDate() throws IOException {
        assertThat(Files.readString(DOCS.resolve("reference.md")))
                .as("docs/reference.md is older than the code: run scripts/renew-reference.sh")
                .isEqualTo(ReferencePage.of(peer, tracker));
    }

    @Test
    void theSampleOfSettingsIsUpToDate() throws IOException {
        assertThat(Files.readString(DOCS.resolve("config.toml")))
                .as("docs/config.toml is older than the code: run scripts/renew-reference.sh")
                .isEqualTo(SampleConfig.of(peer));
    }

    /** With every '#' before a setting taken away it is a file that the peer takes, but for values that nobody can guess. */
    @Test
    void theSampleOfSettingsIsTaken(@TempDir Path home) throws IOException {
        Map<String, OptionSpec> byName =
                Options.of(peer.spec()).stream().collect(Collectors.toMap(Options::name, Function.identity()));
        List<String> lines = SampleConfig.of(peer)
                .lines()
                .filter(line -> line.matches("#\\S+ = .*"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(lines).hasSameSizeAs(byName.keySet());
        Path file = Configuration.homeFile(home);
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                lines.stream()
                        .filter(line -> !line.startsWith("home = "))
                        .filter(line ->
                                !line.contains("\"" + Program.label(byName.get(line.replaceFirst(" = .*", ""))) + "\""))
                        .toList());

        List<Setting> settings = new Configuration(
                        () -> CommandSpec.forAnnotatedObject(
                                Program.peer().spec().userObject()),
                        Map.of("XDG_CONFIG_HOME", home.toString()))
                .complete(peer.line().parseArgs("--home", home.toString(), "list"));

        assertThat(settings.stream().filter(setting -> setting.source() instanceof Source.File))
                .hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void everyCommandHasAnExampleAndEveryOptionAMeaning() {
        for (CommandSpec command : peer.commands()) {
            assertThat(Program.examples(command)).as(command.name()).isNotEmpty();
            assertThat(Program.meaning(command)).as(command.name()).endsWith(".");
            assertThat(Program.options(command))
                    .allSatisfy(option -> assertThat(Program.meaning(option))
                            .as(command.name() + " " + option.longestName())
                            .isNotBlank());
        }
        for (Program program : List.of(peer, tracker)) {
            assertThat(Program.options(program.spec()))
                    .allSatisfy(option -> assertThat(Program.meaning(option)).isNotBlank());
        }
    }

    @Test
    void manPagesHoldEveryCommandAndOption() {
        String page = ManPage.ofPeer(peer, "1.2.3");
        for (CommandSpec command : peer.commands()) {
            assertThat(page).contains(".SS " + command.name());
        }
        for (OptionSpec option : Program.options(peer.spec())) {
            assertThat(page).contains(option.longestName().replace("-", "\\-"));
        }
        assertThat(page.lines()).allMatch(line -> line.matches("(\\.(TH|SH|SS|TP|PP|B|BR|nf|fi)\\b.*|[^.'].*)"));
        assertThat(ManPage.ofTracker(tracker, "1.2.3"))
                .startsWith(".TH STARLING-TRACKER 1 ")
                .contains("\\-\\-bind");
    }

    /** {@code scripts/check-deb.sh} loads them and presses Tab. */
    @Test
    void completionScriptsNameCommandsAndOptions() {
        assertThat(BashCompletion.of(peer)).contains("download", "--max-upload", "complete -F");
        assertThat(ZshCompletion.of(peer))
                .startsWith("#compdef starling\n")
                .contains("'download:")
                .contains("'--max-upload=[")
                .contains("'--home=[")
                .contains(":DIR:_files -/'");
        assertThat(ZshCompletion.of(tracker))
                .startsWith("#compdef starling-tracker\n")
                .contains("'--bind=[");
    }
}
