package starling.tracker.web;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import starling.announce.QueryString;

/** A piece of a page in the making. What comes from outside goes through {@link #text} and nothing else. */
final class Html {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private final StringBuilder out = new StringBuilder(4_096);

    /** Markup of our own. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Anything, made harmless both between tags and inside quotes. */
    Html text(Object value) {
        String text = String.valueOf(value);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /** A part of a URL's query. */
    Html escaped(String value) {
        out.append(QueryString.escape(value.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** {@code 1.4 GiB}. */
    static String size(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1_024 && unit < UNITS.length - 1) {
            amount /= 1_024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || amount >= 100 ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
    }

    /** {@code 12,345}. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
