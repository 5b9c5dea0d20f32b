package starling.peer.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;

/** The tracker that may stand before the files of a command. */
final class TrackerWord {
    private TrackerWord() {}

    /**
     * Takes the tracker off the words, where the first is one; else it is the peer's own. One URL, or an error.
     *
     * @param isFile whether a word names a file that the command would find
     */
    static List<String> take(List<String> words, Optional<String> own, Predicate<String> isFile) {
        String first = words.get(0);
        boolean url = first.contains("://");
        boolean host = words.size() > 1 && !isFile.test(first) && isHost(first, own.isEmpty());
        if (url || host) {
            words.remove(0);
            if (words.isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, "no file is named: say 'create " + first + " FILE'");
            }
            return List.of(first);
        }
        return List.of(own.orElseThrow(() -> new CommandFailure(
                ExitCode.USAGE,
                "no tracker is named: say 'create TRACKER FILE', or start with TRACKER_IP TRACKER_PORT")));
    }

    /** A name with a dot could be a mistyped file: it counts as a host where there is no other tracker. */
    private static boolean isHost(String word, boolean trackerNeeded) {
        return word.matches("[\\w.\\-\\[\\]:]+")
                && (trackerNeeded || word.contains(":") || !word.contains(".") || word.matches("[\\d.]+"));
    }
}
