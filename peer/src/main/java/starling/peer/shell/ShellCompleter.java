package starling.peer.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jline.builtins.Completers;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.Format;

/** What can stand where the cursor is: commands, their options, torrents, rows of the last search, files. */
final class ShellCompleter implements Completer {
    private final PeerContext context;
    private final Supplier<CommandSpec> spec;

    /** @param spec the command whose subcommands are the shell's */
    ShellCompleter(PeerContext context, Supplier<CommandSpec> spec) {
        this.context = context;
        this.spec = spec;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            commands(candidates);
            return;
        }
        CommandLine command = spec.get().subcommands().get(line.words().get(0));
        if (command == null) {
            return;
        }
        CommandSpec chosen = command.getCommandSpec();
        OptionSpec before = chosen.findOption(line.words().get(line.wordIndex() - 1));
        if (before != null && before.arity().max() > 0) {
            value(before, reader, line, candidates);
        } else if (line.word().startsWith("-")) {
            options(chosen, candidates);
        } else {
            int position = position(chosen, line);
            for (PositionalParamSpec parameter : chosen.positionalParameters()) {
                if (parameter.index().contains(position)) {
                    value(parameter, reader, line, candidates);
                }
            }
        }
    }

    /** How many words before the cursor are neither options nor their values. */
    private static int position(CommandSpec spec, ParsedLine line) {
        int position = 0;
        for (int i = 1; i < line.wordIndex(); i++) {
            OptionSpec before = spec.findOption(line.words().get(i - 1));
            boolean value = before != null && before.arity().max() > 0;
            position += value || line.words().get(i).startsWith("-") ? 0 : 1;
        }
        return position;
    }

    private void commands(List<Candidate> candidates) {
        spec.get().subcommands().forEach((name, command) -> {
            if (name.equals(command.getCommandName())) {
                String[] description = command.getCommandSpec().usageMessage().description();
                candidates.add(new Candidate(
                        name, name, null, description.length == 0 ? null : description[0], null, null, true));
            }
        });
    }

    private static void options(CommandSpec spec, List<Candidate> candidates) {
        for (OptionSpec option : spec.options()) {
            String description = option.description().length == 0 ? null : option.description()[0];
            candidates.add(
                    new Candidate(option.longestName(), option.longestName(), null, description, null, null, true));
        }
    }

    private void value(ArgSpec argument, LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = argument.paramLabel().toUpperCase(Locale.ROOT);
        if (word.equals("COMMAND")) {
            commands(candidates);
        } else if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(one -> candidates.add(new Candidate(one.toLowerCase(Locale.ROOT))));
        } else if (word.contains("NAME")) {
            torrents(candidates);
        } else if (word.contains("WHAT")) {
            results(candidates);
            files(List.of(context.home().torrents()), reader, line, candidates);
        } else if (argument.auxiliaryTypes()[0] == Path.class || word.endsWith("FILE")) {
            files(List.of(context.home().torrents(), context.home().upload()), reader, line, candidates);
        }
    }

    private void torrents(List<Candidate> candidates) {
        for (TorrentSnapshot torrent : context.torrents().snapshots()) {
            String name = torrent.metainfo().name();
            candidates.add(new Candidate(name, Format.name(name), null, null, null, null, true));
        }
    }

    private void results(List<Candidate> candidates) {
        for (String name : new SearchResults(context.home()).names()) {
            candidates.add(new Candidate(name, Format.name(name), "found by the last search", null, null, null, true));
        }
    }

    /** Files here, and those below the home's folders, where commands look for them, too. */
    private static void files(List<Path> folders, LineReader reader, ParsedLine line, List<Candidate> candidates) {
        new Completers.FileNameCompleter().complete(reader, line, candidates);
        for (Path folder : folders) {
            List<Candidate> there = new ArrayList<>();
            Supplier<Path> root = () -> folder;
            new Completers.FilesCompleter(root).complete(reader, line, there);
            there.stream()
                    .filter(file ->
                            candidates.stream().noneMatch(known -> known.value().equals(file.value())))
                    .forEach(candidates::add);
        }
    }
}
