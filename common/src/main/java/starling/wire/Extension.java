package starling.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * The extensions that we speak (BEP 10): the name that says so in a handshake, and the id that we want each to carry in
 * messages to us.
 */
public enum Extension {
    /** Peer exchange (BEP 11). */
    PEER_EXCHANGE("ut_pex", 1),
    /** The metadata itself, for who has a magnet link alone (BEP 9). */
    METADATA("ut_metadata", 2),
    /** The sender fetches nothing any more (BEP 21). */
    UPLOAD_ONLY("upload_only", 3),
    /** The sender lost a piece (BEP 54). */
    DONT_HAVE("lt_donthave", 7);

    private final String text;
    private final int id;

    Extension(String text, int id) {
        this.text = text;
        this.id = id;
    }

    /** Its name in a handshake. */
    public String text() {
        return text;
    }

    /** What messages to us carry. */
    public int id() {
        return id;
    }

    /** The one that we gave an id; none where we gave it to none. */
    public static Optional<Extension> ofId(int id) {
        return Arrays.stream(values()).filter(extension -> extension.id == id).findFirst();
    }
}
