package starling.peer.shell.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;

/** A file of settings in TOML: a name of an option and its value a line. */
final class ConfigFile {
    private static final long MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    /** What stands in the file, in the order of its lines; nothing where there is none. */
    static List<Setting> read(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new CommandFailure(ExitCode.USAGE, path + " is too large to be a file of settings");
            }
            return parse(path, Files.readString(path));
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read " + path + ": " + Failures.say(failed));
        }
    }

    private static List<Setting> parse(Path path, String text) {
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            TomlParseError first = toml.errors().get(0);
            throw wrong(path, first.position().line(), first.getMessage());
        }
        Map<Integer, Setting> byLine = new TreeMap<>();
        for (String name : toml.keySet()) {
            int line = toml.inputPositionOf(List.of(name)).line();
            byLine.put(
                    line, new Setting(name, values(path, line, toml.get(List.of(name))), new Source.File(path, line)));
        }
        return List.copyOf(byLine.values());
    }

    private static List<String> values(Path path, int line, Object value) {
        if (value instanceof TomlTable) {
            throw wrong(path, line, "tables are not known here: write NAME = VALUE");
        }
        if (!(value instanceof TomlArray array)) {
            return List.of(value.toString());
        }
        List<String> values = new ArrayList<>();
        for (Object one : array.toList()) {
            if (one instanceof TomlArray || one instanceof TomlTable) {
                throw wrong(path, line, "a list holds plain values only");
            }
            values.add(one.toString());
        }
        return values;
    }

    static CommandFailure wrong(Path path, int line, String what) {
        return new CommandFailure(ExitCode.USAGE, path + ":" + line + ": " + what);
    }
}
