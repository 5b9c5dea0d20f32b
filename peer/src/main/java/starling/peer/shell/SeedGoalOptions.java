package starling.peer.shell;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import starling.peer.policy.SeedGoal;

/** When seeding is enough, for all torrents or for those of one command. */
final class SeedGoalOptions {
    private static final double MOST_RATIO = 1e6;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(s|sec|m|min|h|d|)", Pattern.CASE_INSENSITIVE);

    @Option(
            names = "--seed-ratio",
            paramLabel = "R",
            converter = Ratio.class,
            description = "Stop seeding after R times the size is given; 0 or none is never.")
    private Double ratio;

    @Option(
            names = "--seed-time",
            paramLabel = "DURATION",
            converter = Time.class,
            description = "Stop seeding after so long, such as 90s, 30m, 12h or 7d; 0 or none is never.")
    private Duration time;

    /** What was said, and for the rest {@code unlessSaid}. */
    SeedGoal over(SeedGoal unlessSaid) {
        return new SeedGoal(ratio == null ? unlessSaid.ratio() : ratio, time == null ? unlessSaid.time() : time);
    }

    /** For picocli. */
    static final class Ratio implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            try {
                double ratio = text.equalsIgnoreCase("none") ? 0 : Double.parseDouble(text);
                if (ratio >= 0 && ratio <= MOST_RATIO) {
                    return ratio;
                }
            } catch (NumberFormatException noNumber) {
                // said below
            }
            throw new TypeConversionException("'" + text + "' is no ratio: write 1.5, or none");
        }
    }

    /** For picocli. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher matcher = DURATION.matcher(text.equalsIgnoreCase("none") ? "0" : text.strip());
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no duration: write 90s, 30m, 12h, 7d or none");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                case "m", "min" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case "d" -> Duration.ofDays(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }
}
