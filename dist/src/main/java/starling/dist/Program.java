package starling.dist;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import starling.peer.shell.PeerCommand;
import starling.tracker.TrackerCommand;

/**
 * A program as its command line describes itself.
 *
 * @param name as it is installed
 * @param jar as it is built
 * @param summary in a few words
 */
record Program(String name, String jar, String summary, CommandLine line) {
    static Program peer() {
        return new Program(
                "starling", "peer.jar", "create, share, find and download torrents", PeerCommand.commandLine());
    }

    static Program tracker() {
        return new Program("starling-tracker", "tracker.jar", "a BitTorrent tracker", TrackerCommand.commandLine());
    }

    CommandSpec spec() {
        return line.getCommandSpec();
    }

    /** The commands, each once. */
    List<CommandSpec> commands() {
        return line.getSubcommands().entrySet().stream()
                .filter(entry -> entry.getKey().equals(entry.getValue().getCommandName()))
                .map(entry -> entry.getValue().getCommandSpec())
                .toList();
    }

    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    /** {@code -o, --output=PATH}. */
    static String written(OptionSpec option) {
        String names = String.join(", ", option.names());
        if (option.negatable()) {
            names = names.replaceFirst("--", "--[no-]");
        }
        boolean flag = option.arity().max() == 0;
        return flag ? names : names + " " + label(option);
    }

    static String label(ArgSpec argument) {
        return argument.paramLabel();
    }

    static String meaning(ArgSpec argument) {
        return String.join(" ", argument.description());
    }

    static String meaning(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    /** What is said below the options, without the examples. */
    static List<String> remarks(CommandSpec command) {
        return Arrays.stream(command.usageMessage().footer())
                .filter(line -> !line.isBlank() && !line.startsWith("Example: "))
                .toList();
    }

    static List<String> examples(CommandSpec command) {
        return Arrays.stream(command.usageMessage().footer())
                .filter(line -> line.startsWith("Example: "))
                .map(line -> line.substring("Example: ".length()))
                .toList();
    }

    /** {@code create [OPTIONS] [TRACKER] FILE…}. */
    static String synopsis(CommandSpec command) {
        StringBuilder text = new StringBuilder(command.name());
        if (!options(command).isEmpty()) {
            text.append(" [OPTIONS]");
        }
        command.positionalParameters().forEach(place -> {
            boolean several = place.arity().max() > 1;
            boolean needed = place.arity().min() > 0;
            String label = label(place) + (several ? "…" : "");
            text.append(' ').append(needed ? label : "[" + label + "]");
        });
        return text.toString();
    }
}
