package starling.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes what a package holds besides the programs: {@code Make FOLDER VERSION PROJECT}; with {@code --docs FOLDER} the pages of docs/. */
public final class Make {
    private Make() {}

    public static void main(String[] args) throws IOException {
        if (args[0].equals("--docs")) {
            docs(Path.of(args[1]));
        } else {
            files(Path.of(args[0]), args[1], Path.of(args[2]));
        }
    }

    static void docs(Path folder) throws IOException {
        Files.writeString(folder.resolve("reference.md"), ReferencePage.of(Program.peer(), Program.tracker()));
        Files.writeString(folder.resolve("config.toml"), SampleConfig.of(Program.peer()));
    }

    /** @param project the folder that README and scripts lie in */
    static void files(Path folder, String version, Path project) throws IOException {
        Program peer = Program.peer();
        Program tracker = Program.tracker();
        for (Program program : new Program[] {peer, tracker}) {
            write(folder.resolve("bash/" + program.name()), BashCompletion.of(program));
            write(folder.resolve("zsh/_" + program.name()), ZshCompletion.of(program));
        }
        press(folder.resolve("man/starling.1.gz"), ManPage.ofPeer(peer, version));
        press(folder.resolve("man/starling-tracker.1.gz"), ManPage.ofTracker(tracker, version));
        press(folder.resolve("doc/changelog.gz"), Files.readString(project.resolve("CHANGELOG.md")));
        write(
                folder.resolve("systemd/starling-tracker.service"),
                Files.readString(project.resolve("scripts/starling-tracker.service"))
                        .replace("/usr/bin/java -jar /usr/local/lib/starling/tracker.jar", "/usr/bin/starling-tracker")
                        .replaceFirst("# systemd unit[^\n]*\n", ""));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void press(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
