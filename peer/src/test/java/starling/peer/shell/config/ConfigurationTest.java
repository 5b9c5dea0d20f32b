package starling.peer.shell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Quantity;

/** Files, the environment and the command line, and who wins. */
class ConfigurationTest {
    /** A program with an option of each kind. */
    @Command(name = "sample")
    private static final class Sample {
        @Option(names = "--home", defaultValue = ".")
        private Path home;

        @Option(
                names = {"-r", "--max-rate"},
                converter = Quantity.Converter.class)
        private Quantity rate;

        @Option(names = "--number", defaultValue = "7")
        private int number;

        @Option(names = "--no-udp")
        private boolean noUdp;

        @Option(names = "--pex", negatable = true)
        private Boolean pex;

        @Option(names = "--node")
        private List<String> nodes;

        @Option(names = "--help", usageHelp = true)
        private boolean help;
    }

    @TempDir
    Path root;

    private final Map<String, String> environment = new HashMap<>();
    private final Sample sample = new Sample();
    private Path home;
    private Path user;

    @BeforeEach
    void folders() throws IOException {
        environment.put("XDG_CONFIG_HOME", root.resolve("xdg").toString());
        home = Files.createDirectories(root.resolve("home"));
        user = Configuration.userFile(environment);
    }

    private static void write(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
    }

    private Map<String, Setting> settings(String... words) {
        CommandLine line = new CommandLine(sample);
        Map<String, Setting> byName = new HashMap<>();
        new Configuration(() -> CommandSpec.forAnnotatedObject(new Sample()), environment)
                .complete(line.parseArgs(words))
                .forEach(setting -> byName.put(setting.name(), setting));
        return byName;
    }

    @Test
    void withoutAnythingAllIsAsTheProgramHasIt() {
        Map<String, Setting> settings = settings();

        assertThat(settings).containsOnlyKeys("home", "max-rate", "number", "no-udp", "pex", "node");
        assertThat(settings.values()).allMatch(setting -> setting.source().equals(new Source.Unset()));
        assertThat(settings.get("number").values()).containsExactly("7");
        assertThat(settings.get("max-rate").values()).isEmpty();
        assertThat(sample.number).isEqualTo(7);
    }

    @Test
    void eachKindOfValueIsTaken() throws IOException {
        write(
                Configuration.homeFile(home),
                "# a remark",
                "max-rate = \"2M\"",
                "number = 9",
                "no-udp = true",
                "pex = false",
                "node = [\"a\", \"b\"]");

        Map<String, Setting> settings = settings("--home", home.toString());

        assertThat(sample.rate.bytes()).isEqualTo(2 << 20);
        assertThat(sample.number).isEqualTo(9);
        assertThat(sample.noUdp).isTrue();
        assertThat(sample.pex).isFalse();
        assertThat(sample.nodes).containsExactly("a", "b");
        assertThat(settings.get("node").text()).isEqualTo("a,b");
        assertThat(settings.get("no-udp").source()).isEqualTo(new Source.File(Configuration.homeFile(home), 4));
        assertThat(settings.get("home").source()).isEqualTo(new Source.CommandLine());
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, --no-udp, true",
        "true, true, '', true",
        "true, '', '', true",
        "false, true, '', true",
        "true, false, '', false",
        "false, '', --no-udp, true",
        "true, '', --no-udp=false, false",
    })
    void aFlagIsWhatItsLastSourceSays(String file, String variable, String word, boolean set) throws IOException {
        write(Configuration.homeFile(home), "no-udp = " + file);
        environment.put("STARLING_NO_UDP", variable);
        environment.put("STARLING_HOME", home.toString());

        settings(word.isEmpty() ? new String[0] : new String[] {word});

        assertThat(sample.noUdp).isEqualTo(set);
    }

    @ParameterizedTest
    @CsvSource({"true, --no-pex, false", "false, --pex, true", "true, --pex, true", "false, --no-pex, false"})
    void aNegatableFlagOfTheCommandLineWins(String file, String word, boolean set) throws IOException {
        write(user, "pex = " + file);

        settings(word);

        assertThat(sample.pex).isEqualTo(set);
    }

    @Test
    void theOrderRises() throws IOException {
        write(user, "number = 1");
        assertThat(settings("--home", home.toString()).get("number").source()).isEqualTo(new Source.File(user, 1));
        assertThat(sample.number).isEqualTo(1);

        write(Configuration.homeFile(home), "", "number = 2");
        settings("--home", home.toString());
        assertThat(sample.number).isEqualTo(2);

        environment.put("STARLING_NUMBER", "3");
        assertThat(settings("--home", home.toString()).get("number").source())
                .isEqualTo(new Source.Environment("STARLING_NUMBER"));
        assertThat(sample.number).isEqualTo(3);

        assertThat(settings("--home", home.toString(), "--number", "4")
                        .get("number")
                        .source())
                .isEqualTo(new Source.CommandLine());
        assertThat(sample.number).isEqualTo(4);
    }

    @Test
    void whatTheUserFileNamesAsHomeIsReadFrom() throws IOException {
        write(user, "home = '" + home + "'", "number = 1", "max-rate = 5");
        write(Configuration.homeFile(home), "number = 2");

        settings();

        assertThat(sample.home).isEqualTo(home);
        assertThat(sample.number).isEqualTo(2);
        assertThat(sample.rate.bytes()).isEqualTo(5);
    }

    @Test
    void aPathMayBeginAtTheUser() throws IOException {
        write(user, "home = '~/torrents'");

        settings();

        assertThat(sample.home).isEqualTo(Path.of(System.getProperty("user.home"), "torrents"));
    }

    @Test
    void severalNodesOfTheEnvironmentStandBetweenCommas() {
        environment.put("STARLING_NODE", "a:1,b:2");

        settings();

        assertThat(sample.nodes).containsExactly("a:1", "b:2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-rat = 3 | 2: there is no setting 'max-rat', perhaps you mean 'max-rate': 'help config'",
                "zzz = 3 | 2: there is no setting 'zzz': 'help config'",
                "help = true | 2: there is no setting 'help'",
                "max-rate = 'quick' | 2: max-rate: 'quick' is no size: write 100K, 2M or 0",
                "number = 'many' | 2: number: 'many' is not an int",
                "number = [1, 2] | 2: number: ",
                "no-udp = 'perhaps' | 2: no-udp: 'perhaps' is not a boolean",
                "number = | 2: ",
                "number = 1 2 | 2: ",
                "[number] | 2: tables are not known here",
                "node = [[1]] | 2: a list holds plain values only",
                "home = '/srv' | 2: a home cannot name another",
            })
    void whatIsWrongIsSaidWithFileAndLine(String line, String said) throws IOException {
        Path file = Configuration.homeFile(home);
        write(file, "# settings", line);

        assertThatThrownBy(() -> settings("--home", home.toString()))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ExitCode.USAGE))
                .message()
                .startsWith(file + ":" + said)
                .hasLineCount(1);
    }

    @Test
    void whatIsWrongInTheEnvironmentIsSaidWithItsName() {
        environment.put("STARLING_NUMBER", "many");

        assertThatThrownBy(this::settings)
                .isInstanceOf(CommandFailure.class)
                .hasMessage("STARLING_NUMBER: number: 'many' is not an int");
    }

    @Test
    void aWrongValueIsSaidAlsoWhereTheCommandLineHasAnother() throws IOException {
        write(user, "number = 'many'");

        assertThatThrownBy(() -> settings("--number", "3")).hasMessageContaining(user + ":1: number:");
    }
}
