package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class TrackerCommandTest {
    @TempDir
    Path folder;

    private record Outcome(int status, String out, String err) {}

    private static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = TrackerCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int status = command.execute(args);
        return new Outcome(status, out.toString(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "65536",
                "-1",
                "1 2",
                "--nonsense",
                "--bind",
                "--bind nowhere.example",
                "--bind 1.2.3",
                "--interval 0s",
                "--interval 25h",
                "--interval 5",
                "--interval -5m",
                "--interval 1d",
                "--interval 30m --min-interval 31m",
                "--interval 30m --peer-lifetime 30m",
                "--max-peers -1",
                "--max-peers 1001",
                "--tls-port 0",
                "--tls-port 0 --tls-cert a.pem",
                "--tls-cert a.pem --tls-key b.pem",
                "--tls-port 65536 --tls-cert a.pem --tls-key b.pem",
                "--tls-port 0 --tls-cert /nowhere/a.pem --tls-key /nowhere/b.pem",
                "--allow-list /nowhere/list",
                "--allow-list a --block-list b",
                "--block-list /",
                "--trusted-proxy localhost",
                "--trusted-proxy 10.0.0.0/33",
                "--trusted-proxy 10.0.0.0/",
                "--max-requests -1",
                "--max-announces -1",
                "--max-announces many"
            })
    void badUsageIsToldInOneLine(String args) {
        Outcome outcome = run(args.split(" "));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void helpAndVersion() {
        assertThat(run("--help").out()).contains("--interval", "--bind", "--data", "12000");
        assertThat(run("--version").out()).startsWith("Starling tracker");
    }

    @Test
    void aTakenPortIsToldInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Outcome outcome =
                    run(Integer.toString(taken.getLocalPort()), "--bind", "127.0.0.1", "--memory", "--no-discovery");
            assertThat(outcome.status()).isEqualTo(6);
            assertThat(outcome.err().lines()).hasSize(1);
            assertThat(outcome.err()).contains(Integer.toString(taken.getLocalPort()), "another port");
        }
    }

    @Test
    void aSecondTrackerOnTheSameFolderLeaves() throws IOException {
        try (DataFolder taken = DataFolder.take(folder)) {
            Outcome outcome = run("0", "--bind", "127.0.0.1", "--data", folder.toString());
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err().lines()).hasSize(1);
            assertThat(outcome.err()).contains("Another tracker", folder.toString());
            assertThat(taken.database()).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"this is no database, and was never meant to be one", "SQLite format 3"})
    void aDatabaseThatCannotBeReadIsToldInOneLine(String content) throws IOException {
        Files.writeString(folder.resolve("tracker.db"), content);
        Outcome outcome = run("0", "--bind", "127.0.0.1", "--data", folder.toString());
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("damaged", "backup", "tracker.db");
        assertThat(run("0", "--bind", "127.0.0.1", "--data", folder.toString()).status())
                .as("the folder is free again")
                .isEqualTo(4);
    }

    @Test
    void aFolderThatCannotBeMadeIsToldInOneLine() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Outcome outcome = run("0", "--bind", "127.0.0.1", "--data", file.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("--data");
    }

    @Test
    void aLogThatCannotBeWrittenIsToldInOneLine() {
        Outcome outcome = run("0", "--bind", "127.0.0.1", "--memory", "--no-discovery", "--log", folder.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("--log", folder.toString());
    }

    @Test
    void aDamagedCatalogueIsToldInOneLine() throws IOException {
        Files.write(folder.resolve("catalogue.db"), new byte[10_000]);
        Outcome outcome = run("0", "--bind", "127.0.0.1", "--no-discovery", "--data", folder.toString());
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("catalogue.db", "is damaged", "backup");
        assertThat(outcome.out()).isEmpty();
    }

    static Stream<List<String>> signals() {
        return Stream.of(List.of("-TERM"), List.of("-INT"));
    }

    /** A process of its own, as only that can be sent a signal. */
    @ParameterizedTest
    @MethodSource
    void signals(List<String> signal) throws Exception {
        // whoever runs the tests in the background has them ignore SIGINT, and a process inherits that
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            // stands in the jar's manifest, which does not count here
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrackerCommand.class.getName()));
        command.addAll(List.of("0", "--bind", "127.0.0.1", "--no-discovery", "--data", folder.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            assertThat(out.readLine()).matches("Tracker listening on http://127\\.0\\.0\\.1:[1-9]\\d*/announce");
            new ProcessBuilder("kill", signal.get(0), Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(out.readLine()).as("a word more on the console").isNull();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
