package starling.testing;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Feeds damaged copies of good inputs to a parser. Each round has a seed of its own, which a failure names:
 * {@code -Dstarling.mutation.seed=N} runs that round alone.
 */
public final class Mutations {
    private static final byte[] TELLING =
            "0123456789-+:ideldle%&=\u0000\u00ff".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    /** What is tested; it may also throw an AssertionError where what it read cannot be right. */
    @FunctionalInterface
    public interface Parser {
        void parse(byte[] input) throws Exception;
    }

    /** How many inputs the parser took and how many it refused. */
    public record Tally(int taken, int refused) {}

    private Mutations() {}

    /** Runs the rounds; anything thrown but {@code declared} fails the test. */
    public static Tally run(List<byte[]> examples, int rounds, Class<? extends Exception> declared, Parser parser) {
        Long single = Long.getLong("starling.mutation.seed");
        int taken = 0;
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            long seed = single == null ? 7_919L * round + 17 : single;
            byte[] input = mutate(examples, new Random(seed));
            try {
                parser.parse(input);
                taken++;
            } catch (Exception | Error thrown) {
                if (!declared.isInstance(thrown)) {
                    throw new AssertionError(
                            "seed " + seed + ", input " + HexFormat.of().formatHex(input), thrown);
                }
                refused++;
            }
        }
        return new Tally(taken, refused);
    }

    private static byte[] mutate(List<byte[]> examples, Random random) {
        byte[] input = examples.get(random.nextInt(examples.size())).clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            input = change(input, examples, random);
        }
        return input;
    }

    private static byte[] change(byte[] input, List<byte[]> examples, Random random) {
        int at = random.nextInt(input.length + 1);
        int length = Math.min(input.length - at, random.nextInt(12));
        switch (random.nextInt(7)) {
            case 0:
                return splice(input, at, Math.min(1, input.length - at), new byte[] {(byte) random.nextInt(256)});
            case 1:
                return splice(input, at, Math.min(1, input.length - at), new byte[] {telling(random)});
            case 2:
                return splice(input, at, 0, new byte[] {telling(random)});
            case 3:
                return splice(input, at, length, new byte[0]);
            case 4:
                return splice(input, at, 0, Arrays.copyOfRange(input, at, at + length));
            case 5:
                return Arrays.copyOf(input, at);
            default:
                byte[] other = examples.get(random.nextInt(examples.size()));
                int from = random.nextInt(other.length + 1);
                int count = Math.min(other.length - from, random.nextInt(40));
                return splice(input, at, length, Arrays.copyOfRange(other, from, from + count));
        }
    }

    private static byte telling(Random random) {
        return TELLING[random.nextInt(TELLING.length)];
    }

    private static byte[] splice(byte[] input, int at, int removed, byte[] inserted) {
        byte[] out = new byte[input.length - removed + inserted.length];
        System.arraycopy(input, 0, out, 0, at);
        System.arraycopy(inserted, 0, out, at, inserted.length);
        System.arraycopy(input, at + removed, out, at + inserted.length, input.length - at - removed);
        return out;
    }
}
