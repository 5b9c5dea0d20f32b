package starling.peer.shell.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that someone may have meant. */
public final class Alike {
    private Alike() {}

    /** The nearest of the words, where one is near: begins the same, or is a mistake in three letters away. */
    public static Optional<String> to(String written, Collection<String> words) {
        String wanted = written.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(word -> distance(wanted, word.toLowerCase(Locale.ROOT)) <= Math.max(1, wanted.length() / 3)
                        || wanted.length() >= 3 && word.startsWith(wanted)
                        || word.length() >= 3 && wanted.startsWith(word))
                .min(Comparator.comparingInt(word -> distance(wanted, word.toLowerCase(Locale.ROOT))));
    }

    /** Letters to add, drop, change or swap with their neighbour to make one of the other. */
    private static int distance(String from, String to) {
        int most = Math.max(from.length(), to.length());
        if (most > 64) {
            return most;
        }
        int[][] steps = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                steps[i][j] = Math.min(Math.min(steps[i - 1][j], steps[i][j - 1]) + 1, steps[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[from.length()][to.length()];
    }
}
