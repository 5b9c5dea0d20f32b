package starling.peer.policy;

/** How much a file is wanted. */
public enum Priority {
    /** Not at all: it is neither fetched nor created. */
    OFF,
    LOW,
    NORMAL,
    HIGH
}
