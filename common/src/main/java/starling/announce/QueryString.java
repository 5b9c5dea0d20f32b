package starling.announce;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The query of a request target. Values are bytes: an info hash is any 20 of them, so nothing here decodes text before
 * the caller says that it is text. A {@code +} is a plus, as trackers have always read it.
 */
public final class QueryString {
    /** More parameters than this are not read; a scrape of {@value} hashes is a large one. */
    public static final int MAX_PARAMETERS = 256;

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private record Parameter(String name, byte[] value) {}

    private final List<Parameter> parameters;

    private QueryString(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /**
     * @param query what follows the {@code ?}, a character a byte
     * @throws AnnounceException on a broken escape, a character that is no byte, or more than {@value #MAX_PARAMETERS} parameters
     */
    public static QueryString parse(String query) throws AnnounceException {
        List<Parameter> parameters = new ArrayList<>();
        for (int start = 0; start < query.length(); ) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            if (end > start) {
                if (parameters.size() == MAX_PARAMETERS) {
                    throw new AnnounceException("too many parameters");
                }
                int equals = query.indexOf('=', start);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                String name = new String(unescape(query, start, nameEnd), StandardCharsets.UTF_8);
                parameters.add(new Parameter(name, unescape(query, Math.min(nameEnd + 1, end), end)));
            }
            start = end + 1;
        }
        return new QueryString(parameters);
    }

    /** The first value of that name. */
    public Optional<byte[]> bytes(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /** All values of that name, in order. */
    public List<byte[]> all(String name) {
        List<byte[]> values = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                values.add(parameter.value());
            }
        }
        return values;
    }

    /** The first value of that name, as UTF-8. */
    public Optional<String> text(String name) {
        return bytes(name).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    /** Bytes as they stand in a query: letters, digits and {@code -._~} plain, everything else escaped. */
    public static String escape(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length * 3);
        for (byte b : bytes) {
            boolean plain = b >= '0' && b <= '9'
                    || b >= 'A' && b <= 'Z'
                    || b >= 'a' && b <= 'z'
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == '~';
            if (plain) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
            }
        }
        return out.toString();
    }

    /**
     * The bytes of an escaped text, as {@link #escape} writes it, or of a part of a path.
     *
     * @param text a character a byte
     * @throws AnnounceException on a broken escape or a character that is no byte
     */
    public static byte[] unescape(String text) throws AnnounceException {
        return unescape(text, 0, text.length());
    }

    private static byte[] unescape(String text, int start, int end) throws AnnounceException {
        byte[] out = new byte[end - start];
        int length = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= end) {
                    throw new AnnounceException("broken escape in the query");
                }
                c = (char) (hexDigit(text.charAt(i + 1)) << 4 | hexDigit(text.charAt(i + 2)));
                i += 2;
            } else if (c > 0xff) {
                throw new AnnounceException("a character in the query is no byte");
            }
            out[length++] = (byte) c;
        }
        return length == out.length ? out : java.util.Arrays.copyOf(out, length);
    }

    private static int hexDigit(char c) throws AnnounceException {
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw new AnnounceException("broken escape in the query");
        }
        return digit;
    }
}
