package starling.tracker.catalogue;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a word is, for the index and for those who search it. Whatever someone types becomes an FTS5 expression: each
 * word quoted, each the beginning of a word, all needed. Scripts that put no space between words are cut into single
 * characters, and what is searched there is characters next to each other. Forms of the same letter are one: full and
 * half width, composed and not, with an accent and without.
 */
final class SearchWords {
    /** Of a longer text the rest is passed over. */
    static final int MAX_LENGTH = 512;

    static final int MAX_WORDS = 16;

    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.HANGUL);

    /** ー stands in no script, as both kinds of kana use it. */
    private static final int PROLONGED_SOUND_MARK = 0x30fc;

    /** Of Latin, Greek and Cyrillic letters; what the tokenizer folds is Latin alone. */
    private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036f]+");

    private SearchWords() {}

    /** The text as the index is to have it. */
    static String indexed(String text) {
        return spaced(folded(text));
    }

    /** The expression; empty where the text has no letter and no digit. */
    static Optional<String> expression(String text) {
        List<String> words = words(cut(folded(cut(text))));
        if (words.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder expression = new StringBuilder();
        for (String word : words) {
            expression
                    .append(expression.isEmpty() ? "\"" : " AND \"")
                    .append(spaced(word))
                    .append("\"*");
        }
        return Optional.of(expression.toString());
    }

    private static String folded(String text) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        return Normalizer.normalize(ACCENTS.matcher(apart).replaceAll(""), Normalizer.Form.NFC);
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MAX_LENGTH));
    }

    /** Cut where the index cuts, at whatever is neither a letter nor a digit nor a mark on one; and between scripts. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length() && words.size() < MAX_WORDS; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (belongsToWord(c)) {
                word.appendCodePoint(c);
            }
            if (!word.isEmpty() && (i >= text.length() || endsBefore(c, text.codePointAt(i)))) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        return words;
    }

    private static boolean endsBefore(int c, int next) {
        boolean mark = Character.getType(next) == Character.NON_SPACING_MARK;
        return !belongsToWord(next) || !mark && standsAlone(c) != standsAlone(next);
    }

    private static boolean standsAlone(int c) {
        return c == PROLONGED_SOUND_MARK || c >= 0x1100 && WITHOUT_SPACES.contains(UnicodeScript.of(c));
    }

    /** With a space on both sides of each character that is a word of its own. */
    private static String spaced(String text) {
        if (text.codePoints().noneMatch(SearchWords::standsAlone)) {
            return text;
        }
        StringBuilder spaced = new StringBuilder(text.length() * 3);
        text.codePoints().forEach(c -> {
            if (standsAlone(c)) {
                spaced.append(' ').appendCodePoint(c).append(' ');
            } else {
                spaced.appendCodePoint(c);
            }
        });
        return spaced.toString();
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
