package starling.peer.shell.text;

import starling.metainfo.SafePath;

/** Numbers as people read them; by hand, as the runtime's formatter takes a twentieth of a second to begin. */
public final class Format {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Format() {}

    /** {@code 1.4 MiB}; three digits at most before the unit. */
    public static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String number = unit == 0 || value >= 99.95 ? Long.toString(Math.round(value)) : oneDecimal(value);
        return number + " " + UNITS[unit];
    }

    private static String oneDecimal(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }

    public static String rate(long bytesPerSecond) {
        return bytesPerSecond == 0 ? "0" : size(bytesPerSecond) + "/s";
    }

    public static String limit(long bytesPerSecond) {
        return bytesPerSecond == 0 ? "no limit" : rate(bytesPerSecond);
    }

    /** {@code 4,354,002}. */
    public static String thousands(long number) {
        StringBuilder digits = new StringBuilder().append(number);
        int first = number < 0 ? 1 : 0;
        for (int comma = digits.length() - 3; comma > first; comma -= 3) {
            digits.insert(comma, ',');
        }
        return digits.toString();
    }

    /** Whole percent, rounded down, so that 100 means all. */
    public static int percent(long part, long whole) {
        return part >= whole ? 100 : (int) Math.min(99, part * 100.0 / whole);
    }

    /** {@code 0:43}, {@code 12:05}, {@code 3:07:00} or {@code 4d 3h}; how long the rest takes at the rate. */
    public static String eta(long leftBytes, long bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            return "-";
        }
        long seconds = (leftBytes + bytesPerSecond - 1) / bytesPerSecond;
        if (seconds < 3600) {
            return seconds / 60 + ":" + twoDigits(seconds % 60);
        }
        return seconds < 86_400
                ? seconds / 3600 + ":" + twoDigits(seconds / 60 % 60) + ":" + twoDigits(seconds % 60)
                : seconds / 86_400 + "d " + seconds / 3600 % 24 + "h";
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }

    /** {@code 1 piece}, {@code 2 pieces}. */
    public static String count(long number, String noun) {
        return thousands(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** A name from outside, safe to print. */
    public static String name(String untrusted) {
        return SafePath.printable(untrusted);
    }
}
