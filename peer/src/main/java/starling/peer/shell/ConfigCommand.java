package starling.peer.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import starling.peer.shell.config.Setting;
import starling.peer.shell.config.Source;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

/** {@code config [--json]}. */
@Command(
        name = "config",
        description = "Show every option, its value and where the value came from.",
        footer = {
            "",
            "In rising order: $XDG_CONFIG_HOME/starling/config.toml (~/.config unless set), .starling/config.toml in the",
            "home, the environment (STARLING_MAX_UPLOAD for --max-upload), the command line.",
            "Example: config --json"
        })
final class ConfigCommand implements Callable<Integer> {
    private final PeerContext context;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    ConfigCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        for (Setting setting : context.options().settings()) {
            context.console().line(json ? line(setting) : row(setting));
        }
        return 0;
    }

    private static String row(Setting setting) {
        return String.format(
                "%-16s %-20s %s",
                setting.name(),
                setting.values().isEmpty() ? "-" : Format.name(setting.text()),
                Format.name(setting.source().text()));
    }

    private static String line(Setting setting) {
        return JsonLine.of(json -> {
            json.writeStringField("name", setting.name());
            json.writeArrayFieldStart("values");
            for (String value : setting.values()) {
                json.writeString(value);
            }
            json.writeEndArray();
            json.writeStringField("source", kind(setting.source()));
            if (setting.source() instanceof Source.File file) {
                json.writeStringField("file", file.path().toString());
                json.writeNumberField("line", file.line());
            } else if (setting.source() instanceof Source.Environment environment) {
                json.writeStringField("variable", environment.variable());
            }
        });
    }

    private static String kind(Source source) {
        if (source instanceof Source.Unset) {
            return "unset";
        }
        if (source instanceof Source.File) {
            return "file";
        }
        if (source instanceof Source.Environment) {
            return "environment";
        }
        return source instanceof Source.Answer ? "answer" : "command-line";
    }
}
