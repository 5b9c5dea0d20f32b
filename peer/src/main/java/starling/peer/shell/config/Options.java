package starling.peer.shell.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which options of a program may be set in a file or in the environment, and what they are called there. */
public final class Options {
    private Options() {}

    /** All but those that show something and leave. */
    public static List<OptionSpec> of(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden())
                .toList();
    }

    /** {@code max-download} for {@code --max-download}. */
    public static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** {@code STARLING_MAX_DOWNLOAD} for {@code max-download}. */
    public static String variable(String name) {
        return "STARLING_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    static Optional<OptionSpec> named(CommandSpec command, String name) {
        return of(command).stream().filter(option -> name(option).equals(name)).findFirst();
    }
}
