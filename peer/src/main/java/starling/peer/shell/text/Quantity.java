package starling.peer.shell.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes and rates as people write them: {@code 100K}, {@code 1.5M}, {@code 2MiB}, {@code 0}. Units are of 1024. */
public record Quantity(long bytes) {
    private static final Pattern WRITTEN =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?) ?([KMGT]?)(?:I?B)?(?:/S)?", Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException where it is none */
    public static Quantity parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size: write 100K, 2M or 0");
        }
        int power = " KMGT"
                .indexOf(
                        matcher.group(2).isEmpty()
                                ? ' '
                                : matcher.group(2).toUpperCase(Locale.ROOT).charAt(0));
        double bytes = Double.parseDouble(matcher.group(1)) * Math.pow(1024, power);
        if (bytes > Long.MAX_VALUE / 4) {
            throw new IllegalArgumentException("'" + text + "' is too large");
        }
        return new Quantity(Math.round(bytes));
    }

    /** For picocli. */
    public static final class Converter implements ITypeConverter<Quantity> {
        @Override
        public Quantity convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}
