package starling.tracker.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns whatever someone types into an FTS5 expression: each word quoted, each the beginning of a word, all needed. */
final class SearchWords {
    /** Of a longer text the rest is passed over. */
    static final int MAX_LENGTH = 512;

    static final int MAX_WORDS = 16;

    private SearchWords() {}

    /** The expression; empty where the text has no letter and no digit. */
    static Optional<String> expression(String text) {
        List<String> words = words(text.substring(0, Math.min(text.length(), MAX_LENGTH)));
        if (words.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder expression = new StringBuilder();
        for (String word : words) {
            expression
                    .append(expression.isEmpty() ? "\"" : " AND \"")
                    .append(word)
                    .append("\"*");
        }
        return Optional.of(expression.toString());
    }

    /** Cut where the index cuts: at whatever is neither a letter nor a digit nor a mark on one. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length() && words.size() < MAX_WORDS; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (belongsToWord(c)) {
                word.appendCodePoint(c);
            }
            if (!word.isEmpty() && (i >= text.length() || !belongsToWord(text.codePointAt(i)))) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        return words;
    }

    private static boolean belongsToWord(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.NON_SPACING_MARK -> true;
            default -> false;
        };
    }
}
