package starling.wire;

/** The messages of BEP 3, 5, 6 and 10, and the byte that names each. */
public enum MessageType {
    KEEP_ALIVE(-1),
    CHOKE(0),
    UNCHOKE(1),
    INTERESTED(2),
    NOT_INTERESTED(3),
    HAVE(4),
    BITFIELD(5),
    REQUEST(6),
    PIECE(7),
    CANCEL(8),
    PORT(9),
    SUGGEST(13),
    HAVE_ALL(14),
    HAVE_NONE(15),
    REJECT(16),
    ALLOWED_FAST(17),
    EXTENDED(20),
    UNKNOWN(-2);

    private static final MessageType[] BY_ID = new MessageType[256];

    static {
        java.util.Arrays.fill(BY_ID, UNKNOWN);
        for (MessageType type : values()) {
            if (type.id >= 0) {
                BY_ID[type.id] = type;
            }
        }
    }

    private final int id;

    MessageType(int id) {
        this.id = id;
    }

    /** The byte after the length; negative for the two that have none of their own. */
    public int id() {
        return id;
    }

    static MessageType ofId(int id) {
        return BY_ID[id];
    }
}
