package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A home's file of settings, the program it names for completed downloads, and the log in the form it wants. */
class SettingsIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private static void settings(Path home, String... lines) throws IOException {
        Files.createDirectories(home.resolve(".starling"));
        Files.write(home.resolve(".starling/config.toml"), List.of(lines));
    }

    @Test
    void theProgramRunsBeforeADownloadHasLeftAndTheLogIsJson() throws IOException {
        Path content = Content.file(stage.folder("origin").resolve("settings.bin"), 3 << 20, 61);
        Path torrent = stage.torrent(stage.tracker().announceUrl(), content);
        Shell seeder = Shell.start(stage, stage.folder("seeder"));
        seeder.say("seed '" + torrent + "' --in '" + content.getParent() + "'");
        seeder.awaitState("seeding");
        Path home = stage.folder("home");
        Path told = home.resolve("told");
        Path program = Files.write(
                home.resolve("on complete.sh"),
                List.of(
                        "#!/bin/sh",
                        "echo \"$STARLING_NAME $STARLING_SIZE\" >'" + told + ".new'",
                        "mv '" + told + ".new' '" + told + "'"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        settings(home, "on-complete = \"'" + program + "'\"", "log-json = true", "verbose = true");

        stage.downloads(torrent, content);

        Foreign.await("the program has run", seeder.program(), () -> Files.exists(told));
        assertThat(told).hasContent("settings.bin " + (3 << 20));
        assertThat(Files.readAllLines(home.resolve(".starling/peer.log")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Json.line(line)).containsKeys("time", "level", "logger", "message"));
    }

    @Test
    void everyValueIsShownWithItsSource() throws IOException {
        Path home = stage.folder("home");
        settings(home, "", "max-upload = \"500K\"", "seed-ratio = 1.5");

        Running config = stage.peer(home, "--max-upload", "1M", "config", "--json");

        assertThat(config.awaitExit()).as(config::transcript).isZero();
        List<Map<String, Object>> settings =
                config.out().stream().map(Json::line).toList();
        assertThat(settings)
                .anySatisfy(setting -> assertThat(setting)
                        .containsEntry("name", "max-upload")
                        .containsEntry("values", List.of("1M"))
                        .containsEntry("source", "command-line"))
                .anySatisfy(setting -> assertThat(setting)
                        .containsEntry("name", "seed-ratio")
                        .containsEntry("source", "file")
                        .containsEntry(
                                "file", home.resolve(".starling/config.toml").toString())
                        .containsEntry("line", 3L));
    }

    @Test
    void aMistakeIsSaidInOneLineAndNothingRuns() throws IOException {
        Path home = stage.folder("home");
        settings(home, "# mine", "max-uplaod = 3");

        Running list = stage.peer(home, "list");

        assertThat(list.awaitExit()).as(list::transcript).isEqualTo(2);
        assertThat(list.err())
                .singleElement()
                .asString()
                .startsWith(home.resolve(".starling/config.toml") + ":2: ")
                .contains("max-uplaod", "perhaps you mean 'max-upload'");
    }
}
