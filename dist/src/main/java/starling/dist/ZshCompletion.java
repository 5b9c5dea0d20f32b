package starling.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A function with which zsh completes a program's commands and options and says what each is for. */
final class ZshCompletion {
    private ZshCompletion() {}

    static String of(Program program) {
        StringBuilder text = new StringBuilder("#compdef " + program.name() + "\n\n");
        text.append("local -a commands=(\n");
        for (CommandSpec command : program.commands()) {
            text.append("  ")
                    .append(quoted(command.name() + ":" + escaped(Program.meaning(command))))
                    .append('\n');
        }
        text.append("""
                )
                # the first word that is a command; what stands before it are options and the tracker's address
                local command='' i
                for (( i = 2; i < CURRENT; i++ )); do
                  if [[ -n ${commands[(r)${(b)words[i]}:*]} ]]; then
                    command=$words[i]
                    shift $(( i - 1 )) words
                    (( CURRENT -= i - 1 ))
                    break
                  fi
                done

                case $command in
                """);
        for (CommandSpec command : program.commands()) {
            text.append(branch(command.name(), words(command)));
        }
        List<String> first = new ArrayList<>(options(program.spec()));
        first.add(quoted(program.commands().isEmpty() ? "*: :" : "*: :{_describe -t commands command commands}"));
        return text.append(branch("*", first)).append("esac\n").toString();
    }

    private static String branch(String command, List<String> words) {
        return "  " + command + ")\n    _arguments -s -S "
                + words.stream().map(word -> "\\\n      " + word).collect(Collectors.joining(" ")) + "\n    ;;\n";
    }

    private static List<String> words(CommandSpec command) {
        return Stream.concat(
                        options(command).stream(),
                        command.positionalParameters().stream().map(ZshCompletion::place))
                .toList();
    }

    private static List<String> options(CommandSpec command) {
        return Program.options(command).stream()
                .flatMap(option -> Arrays.stream(option.names()).map(name -> option(option, name)))
                .toList();
    }

    private static String option(OptionSpec option, String name) {
        boolean again = option.isMultiValue();
        String others = again || option.names().length == 1 ? "" : "(" + String.join(" ", option.names()) + ")";
        String value = option.arity().max() == 0 ? "" : name.startsWith("--") ? "=" : "+";
        return quoted((again ? "*" : others) + name + value + "[" + escaped(Program.meaning(option)) + "]"
                + (value.isEmpty() ? "" : message(option)));
    }

    private static String place(PositionalParamSpec place) {
        boolean several = place.arity().max() > 1;
        return quoted((several ? "*" : String.valueOf(place.index().min() + 1) + ":") + message(place));
    }

    private static String message(ArgSpec argument) {
        return ":" + escaped(Program.label(argument)) + ":" + action(argument);
    }

    private static String action(ArgSpec argument) {
        String label = Program.label(argument).toUpperCase(Locale.ROOT);
        if (argument.completionCandidates() != null) {
            List<String> words = new ArrayList<>();
            argument.completionCandidates().forEach(word -> words.add(word.toLowerCase(Locale.ROOT)));
            return "(" + String.join(" ", words) + ")";
        }
        if (label.contains("DIR") || label.contains("FOLDER")) {
            return "_files -/";
        }
        boolean file = argument.type() == Path.class || argument.auxiliaryTypes()[0] == Path.class;
        return file || label.matches(".*(FILE|TORRENT|WHAT|PATH|CMD).*") ? "_files" : "";
    }

    /** Of what {@code _arguments} and {@code _describe} read, these have a meaning. */
    private static String escaped(String text) {
        return text.replaceAll("[\\[\\]:\\\\]", "\\\\$0");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
