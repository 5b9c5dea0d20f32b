package starling.tracker.database;

import java.io.IOException;

/** What the tracker keeps cannot be read or written; the message says why, and what to do, in one line. */
public final class StoreException extends IOException {
    /** What the matter is. */
    public enum Kind {
        /** What is stored is damaged, or in a form that this program does not know. */
        UNREADABLE,
        /** Something in the way that may pass: a lock, a full disk, a folder without permission. */
        UNAVAILABLE
    }

    private final Kind kind;

    StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
