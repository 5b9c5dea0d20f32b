package starling.peer.policy;

import java.time.Duration;

/**
 * When seeding has been enough: whichever is reached first.
 *
 * @param ratio bytes given to bytes of the content; 0 is no bound
 * @param time since the content was complete; zero is no bound
 */
public record SeedGoal(double ratio, Duration time) {
    /** Seeding has no end. */
    public static final SeedGoal NONE = new SeedGoal(0, Duration.ZERO);

    public boolean isMet(long uploadedBytes, long totalBytes, Duration seeded) {
        return ratio > 0 && uploadedBytes >= ratio * totalBytes || !time.isZero() && seeded.compareTo(time) >= 0;
    }
}
