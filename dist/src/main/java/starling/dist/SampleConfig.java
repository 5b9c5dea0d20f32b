package starling.dist;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import starling.peer.shell.config.Options;

/** {@code docs/config.toml}: every setting of the peer with what it means and an example, nothing switched on. */
final class SampleConfig {
    private static final int WIDTH = 100;

    /** What people would write where an option wants such a thing. */
    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("DIR", "\"~/torrents\""),
            Map.entry("TRACKER", "\"192.168.1.10:12000\""),
            Map.entry("ADDR", "\"192.168.1.20\""),
            Map.entry("RATE", "\"2M\""),
            Map.entry("SIZE", "\"1G\""),
            Map.entry("R", "1.5"),
            Map.entry("DURATION", "\"12h\""),
            Map.entry("CMD", "\"/usr/local/bin/downloaded\""),
            Map.entry("N", "20"));

    private static final Map<String, String> EXAMPLES_BY_NAME = Map.of("port", "6881");

    private SampleConfig() {}

    static String of(Program peer) {
        StringBuilder page = new StringBuilder();
        page.append("""
                # Settings of Starling's peer: copy this to ~/.config/starling/config.toml for all homes, or to
                # .starling/config.toml in a home for that one, and take the '#' off the lines you want. The home's file wins
                # over the user's, the environment (STARLING_MAX_UPLOAD for max-upload) over both, the command line over all.
                # 'config' in the shell says what holds and where it came from.
                # Made from the program by scripts/renew-reference.sh: change the code, not this page.
                """);
        for (OptionSpec option : Options.of(peer.spec())) {
            page.append('\n');
            wrap(page, Program.meaning(option));
            page.append("#").append(Options.name(option)).append(" = ");
            page.append(example(option)).append('\n');
        }
        return page.toString();
    }

    /** A value that the option takes, where one is known. */
    static String example(OptionSpec option) {
        String value = known(option).orElse("\"" + Program.label(option) + "\"");
        return option.isMultiValue() ? "[" + value + "]" : value;
    }

    private static Optional<String> known(OptionSpec option) {
        if (option.arity().max() == 0) {
            return Optional.of("true");
        }
        if (option.type().isEnum()) {
            return Optional.of(
                    "\"" + option.type().getEnumConstants()[0].toString().toLowerCase(Locale.ROOT) + "\"");
        }
        if (option.completionCandidates() != null
                && option.completionCandidates().iterator().hasNext()) {
            return Optional.of("\"" + option.completionCandidates().iterator().next() + "\"");
        }
        return Optional.ofNullable(EXAMPLES_BY_NAME.get(Options.name(option)))
                .or(() -> Optional.ofNullable(EXAMPLES.get(Program.label(option))));
    }

    private static void wrap(StringBuilder page, String text) {
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split("\\s+")) {
            if (line.length() + word.length() + 1 > WIDTH) {
                page.append(line).append('\n');
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        page.append(line).append('\n');
    }
}
