package starling.peer.policy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import starling.wire.Bitfield;

/**
 * The pieces that nobody has begun to fetch: those of the highest priority first, among them the rarest, and equals in
 * random order. One array in which each priority and number of owners has its run: a piece that gains an owner changes
 * places with the last of its run, so it costs the same in a torrent of ten pieces or two million. It takes 12 bytes a
 * piece, outside of the heap: for two million, heap and they together would not fit into the 64 MiB that their hashes fit
 * into.
 */
final class RarityOrder {
    /** From so many owners on, pieces count as equally common. */
    private static final int MOST_OWNERS = 255;

    private static final int RUNS_A_LEVEL = MOST_OWNERS + 1;
    private static final int LEVELS = Priority.values().length - 1;

    /** Run 0 holds the pieces that are not to be picked; then come the runs of each priority, the highest first. */
    private static final int ASIDE = 0;

    private static final int RUNS = 1 + LEVELS * RUNS_A_LEVEL;

    private final RandomGenerator random;
    private final IntBuffer order;
    private final IntBuffer position;
    private final IntBuffer owners;
    private final int[] runStart = new int[RUNS + 1];
    private PiecePriorities priorities;

    /** @param aside pieces that are not to be picked, besides those of no priority */
    RarityOrder(PiecePriorities priorities, Bitfield aside, RandomGenerator random) {
        int pieces = priorities.size();
        this.random = random;
        this.order = ints(pieces);
        this.position = ints(pieces);
        this.owners = ints(pieces);
        arrange(priorities, aside);
    }

    private static IntBuffer ints(int count) {
        return ByteBuffer.allocateDirect(Integer.BYTES * count)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
    }

    /** Puts all in order anew, as after a change of priorities. */
    void arrange(PiecePriorities now, Bitfield aside) {
        priorities = now;
        // A random order, kept by the stable count below, makes the order of equals random.
        for (int i = 0; i < order.limit(); i++) {
            int j = random.nextInt(i + 1);
            position.put(i, position.get(j));
            position.put(j, i);
        }
        Arrays.fill(runStart, 0);
        for (int piece = 0; piece < order.limit(); piece++) {
            runStart[(aside.get(piece) ? ASIDE : run(piece)) + 1]++;
        }
        for (int run = 1; run <= RUNS; run++) {
            runStart[run] += runStart[run - 1];
        }
        int[] next = runStart.clone();
        for (int i = 0; i < order.limit(); i++) {
            int piece = position.get(i);
            order.put(next[aside.get(piece) ? ASIDE : run(piece)]++, piece);
        }
        for (int i = 0; i < order.limit(); i++) {
            position.put(order.get(i), i);
        }
    }

    private int run(int piece) {
        int level = priorities.level(piece);
        return level == Priority.OFF.ordinal()
                ? ASIDE
                : 1 + (LEVELS - level) * RUNS_A_LEVEL + Math.min(owners.get(piece), MOST_OWNERS);
    }

    /** Where the pieces to be picked start; they end with the array. */
    int first() {
        return runStart[ASIDE + 1];
    }

    /** Where the pieces of a level start; those of the level below, or the end of the array, follow. */
    int first(Priority level) {
        return runStart[1 + (LEVELS - level.ordinal()) * RUNS_A_LEVEL];
    }

    int end(Priority level) {
        return runStart[1 + (LEVELS - level.ordinal() + 1) * RUNS_A_LEVEL];
    }

    int size() {
        return order.limit() - first();
    }

    /** The piece at a place between {@link #first} and the end. */
    int at(int index) {
        return order.get(index);
    }

    int end() {
        return order.limit();
    }

    int owners(int piece) {
        return owners.get(piece);
    }

    boolean isAside(int piece) {
        return position.get(piece) < first();
    }

    /** Whether the two are wanted as much and are as rare. */
    boolean areEqual(int piece, int other) {
        return run(piece) == run(other);
    }

    /** Below 0 where the first comes before the second, 0 where they are equal. */
    int compare(int piece, int other) {
        return run(piece) - run(other);
    }

    void ownerCame(int piece) {
        int now = owners.get(piece) + 1;
        owners.put(piece, now);
        if (now <= MOST_OWNERS && !isAside(piece)) {
            up(piece, run(piece) - 1);
            shuffleIntoRun(piece);
        }
    }

    void ownerLeft(int piece) {
        int now = owners.get(piece) - 1;
        owners.put(piece, now);
        if (now < MOST_OWNERS && !isAside(piece)) {
            down(piece, run(piece) + 1);
            shuffleIntoRun(piece);
        }
    }

    /** Takes a piece out of those to be picked. */
    void setAside(int piece) {
        if (!isAside(piece)) {
            for (int run = run(piece); run > ASIDE; run--) {
                down(piece, run);
            }
        }
    }

    /** Puts a piece back among those to be picked, unless nobody wants it. */
    void putBack(int piece) {
        if (isAside(piece) && priorities.isWanted(piece)) {
            for (int run = ASIDE; run < run(piece); run++) {
                up(piece, run);
            }
            shuffleIntoRun(piece);
        }
    }

    /** From {@code run} to the next. */
    private void up(int piece, int run) {
        swap(position.get(piece), --runStart[run + 1]);
    }

    /** From {@code run} to the one before. */
    private void down(int piece, int run) {
        swap(position.get(piece), runStart[run]++);
    }

    private void shuffleIntoRun(int piece) {
        int run = run(piece);
        int start = runStart[run];
        swap(position.get(piece), start + random.nextInt(runStart[run + 1] - start));
    }

    private void swap(int a, int b) {
        int pieceA = order.get(a);
        int pieceB = order.get(b);
        order.put(a, pieceB);
        order.put(b, pieceA);
        position.put(pieceB, a);
        position.put(pieceA, b);
    }
}
