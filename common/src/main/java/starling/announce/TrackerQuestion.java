package starling.announce;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * “Is there a tracker?”: one UDP datagram to everyone on the LAN, to port {@value #PORT}. Not in any BEP. It is always
 * {@value #LENGTH} bytes long, so that no {@link TrackerHere} is longer than what it answers. Four bytes say what it
 * is, eight are the nonce, the rest is not read.
 *
 * @param nonce random; an answer that does not repeat it answers something else
 */
public record TrackerQuestion(long nonce) {
    /** Where trackers listen for it. */
    public static final int PORT = 12001;

    public static final int LENGTH = 96;

    private static final byte[] MAGIC = {'S', 'T', 'Q', '1'};

    /** The datagram. */
    public byte[] write() {
        return ByteBuffer.allocate(LENGTH).put(MAGIC).putLong(nonce).array();
    }

    /**
     * @param datagram all of it
     * @throws AnnounceException where it is something else
     */
    public static TrackerQuestion read(byte[] datagram) throws AnnounceException {
        if (datagram.length != LENGTH || !Arrays.equals(datagram, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new AnnounceException("not a question for trackers");
        }
        return new TrackerQuestion(ByteBuffer.wrap(datagram).getLong(MAGIC.length));
    }
}
