package starling.peer.shell.config;

import java.util.List;

/**
 * An option, as a file or the environment names it.
 *
 * @param name such as {@code max-download}: the option without its dashes
 * @param values as they were written; several only where the option takes several, none where it has no value
 */
public record Setting(String name, List<String> values, Source source) {
    Setting(String name, String value, Source source) {
        this(name, List.of(value), source);
    }

    /** The values in a line. */
    public String text() {
        return String.join(",", values);
    }
}
