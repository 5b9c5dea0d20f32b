package starling.peer.policy;

import java.util.random.RandomGenerator;

/**
 * The pieces that nobody has begun to fetch, the rarest first and equals in random order. One array in which each
 * number of owners has its run: a piece that gains an owner changes places with the last of its run, so it costs the
 * same in a torrent of ten pieces or two million.
 */
final class RarityOrder {
    /** Run 0 holds the pieces that are not to be picked; run n + 1 those with n owners. */
    private static final int ASIDE = 0;

    private final RandomGenerator random;
    private final int[] order;
    private final int[] position;
    private final int[] owners;
    private int[] runStart = new int[8];

    RarityOrder(int pieces, RandomGenerator random) {
        this.random = random;
        this.order = new int[pieces];
        this.position = new int[pieces];
        this.owners = new int[pieces];
        for (int i = 0; i < pieces; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        for (int i = 0; i < pieces; i++) {
            position[order[i]] = i;
        }
        java.util.Arrays.fill(runStart, 2, runStart.length, pieces);
    }

    /** Where the pieces to be picked start; they end with the array. */
    int first() {
        return runStart[ASIDE + 1];
    }

    int size() {
        return order.length - first();
    }

    /** The piece at a place between {@link #first} and the end. */
    int at(int index) {
        return order[index];
    }

    int end() {
        return order.length;
    }

    int owners(int piece) {
        return owners[piece];
    }

    boolean isAside(int piece) {
        return position[piece] < first();
    }

    void ownerCame(int piece) {
        owners[piece]++;
        if (!isAside(piece)) {
            up(piece, owners[piece]);
            shuffleIntoRun(piece, owners[piece] + 1);
        }
    }

    void ownerLeft(int piece) {
        owners[piece]--;
        if (!isAside(piece)) {
            down(piece, owners[piece] + 2);
            shuffleIntoRun(piece, owners[piece] + 1);
        }
    }

    /** Takes a piece out of those to be picked. */
    void setAside(int piece) {
        if (!isAside(piece)) {
            for (int run = owners[piece] + 1; run > ASIDE; run--) {
                down(piece, run);
            }
        }
    }

    /** Puts a piece back among those to be picked. */
    void putBack(int piece) {
        if (isAside(piece)) {
            for (int run = ASIDE; run <= owners[piece]; run++) {
                up(piece, run);
            }
            shuffleIntoRun(piece, owners[piece] + 1);
        }
    }

    /** From {@code run} to the next. */
    private void up(int piece, int run) {
        ensureRun(run + 2);
        swap(position[piece], --runStart[run + 1]);
    }

    /** From {@code run} to the one before. */
    private void down(int piece, int run) {
        swap(position[piece], runStart[run]++);
    }

    private void shuffleIntoRun(int piece, int run) {
        ensureRun(run + 1);
        int start = runStart[run];
        swap(position[piece], start + random.nextInt(runStart[run + 1] - start));
    }

    private void ensureRun(int run) {
        if (run >= runStart.length) {
            int known = runStart.length;
            runStart = java.util.Arrays.copyOf(runStart, Math.max(run + 1, known * 2));
            java.util.Arrays.fill(runStart, known, runStart.length, order.length);
        }
    }

    private void swap(int a, int b) {
        int pieceA = order[a];
        int pieceB = order[b];
        order[a] = pieceB;
        order[b] = pieceA;
        position[pieceB] = a;
        position[pieceA] = b;
    }
}
