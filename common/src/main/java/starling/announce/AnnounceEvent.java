package starling.announce;

import java.util.Locale;
import java.util.Optional;

/** Why a peer announces (BEP 3); {@link #UPDATE} is the regular announce, which names no event. */
public enum AnnounceEvent {
    UPDATE,
    STARTED,
    COMPLETED,
    STOPPED;

    /** The word of the HTTP query; empty for {@link #UPDATE}. */
    public String word() {
        return this == UPDATE ? "" : name().toLowerCase(Locale.ROOT);
    }

    /** The event of a query's word; an absent, empty or unknown word is an update, as every tracker takes it. */
    public static AnnounceEvent ofWord(Optional<String> word) {
        for (AnnounceEvent event : values()) {
            if (word.isPresent() && event.word().equals(word.get())) {
                return event;
            }
        }
        return UPDATE;
    }
}
