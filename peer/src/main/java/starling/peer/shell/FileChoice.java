package starling.peer.shell;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Priority;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

/** How a person names files of a torrent: by their numbers in {@code files}, by name or glob, or all of them. */
final class FileChoice {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    private FileChoice() {}

    /** @param words such as {@code 1,3-5}, {@code *.flac} or {@code all} */
    static BitSet of(Metainfo metainfo, String words) {
        BitSet chosen = new BitSet();
        for (String word : words.split(",")) {
            BitSet found = one(metainfo, word.strip());
            found.andNot(padding(metainfo));
            if (found.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "no file of " + Format.name(metainfo.name()) + " is '" + Format.name(word.strip())
                                + "': 'files' or 'info' lists them");
            }
            chosen.or(found);
        }
        return chosen;
    }

    private static BitSet padding(Metainfo metainfo) {
        BitSet padding = new BitSet();
        for (int file = 0; file < metainfo.files().size(); file++) {
            padding.set(file, metainfo.files().get(file).padding());
        }
        return padding;
    }

    private static BitSet one(Metainfo metainfo, String word) {
        BitSet found = new BitSet();
        int count = metainfo.files().size();
        Matcher numbers = NUMBERS.matcher(word);
        if (numbers.matches()) {
            int first = Integer.parseInt(numbers.group(1));
            int last = numbers.group(2) == null ? first : Integer.parseInt(numbers.group(2));
            if (first >= 1 && first <= last && last <= count) {
                found.set(first - 1, last);
            }
            return found;
        }
        if (word.equals("all")) {
            found.set(0, count);
            return found;
        }
        PathMatcher glob = glob(word);
        for (int file = 0; file < count; file++) {
            FileEntry entry = metainfo.files().get(file);
            Path path = Path.of(entry.display());
            if (entry.display().equals(word)
                    || entry.path().get(entry.path().size() - 1).equals(word)
                    || glob.matches(path)
                    || glob.matches(path.getFileName())) {
                found.set(file);
            }
        }
        return found;
    }

    private static PathMatcher glob(String word) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + word);
        } catch (PatternSyntaxException wrong) {
            throw new CommandFailure(
                    ExitCode.USAGE, "'" + Format.name(word) + "' is no pattern: write 1,3-5 or *.flac or all");
        }
    }

    /** The plan with these files, and no others, wanted. */
    static FetchPlan only(Metainfo metainfo, FetchPlan plan, String words) {
        List<Priority> files = new ArrayList<>(FetchPlan.all(metainfo.files().size(), Priority.OFF));
        padding(metainfo).stream().forEach(file -> files.set(file, Priority.NORMAL));
        of(metainfo, words).stream()
                .forEach(file -> files.set(file, plan.isWanted(file) ? plan.priority(file) : Priority.NORMAL));
        return plan.withFiles(files);
    }

    /** The plan with these files wanted so much. */
    static FetchPlan with(Metainfo metainfo, FetchPlan plan, String words, Priority priority) {
        List<Priority> files = new ArrayList<>();
        for (int file = 0; file < metainfo.files().size(); file++) {
            files.add(plan.priority(file));
        }
        of(metainfo, words).stream().forEach(file -> files.set(file, priority));
        return plan.withFiles(files);
    }
}
