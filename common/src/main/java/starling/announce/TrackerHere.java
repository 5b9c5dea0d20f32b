package starling.announce;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import starling.metainfo.SafePath;

/**
 * A tracker's answer to a {@link TrackerQuestion}. Its address is where the datagram comes from; none is in it, so that
 * nobody can be sent to a third party. Four bytes say what it is, eight are the nonce, eight the id, two the port, one the
 * length of the name, which ends the datagram.
 *
 * @param nonce of the question
 * @param id the same in all answers of a tracker, and in no other's: one that hears the question on several networks
 *     answers it on each
 * @param port where it answers over HTTP, 1 to 65535
 * @param name for people to tell trackers apart; at most {@value #MAX_NAME_BYTES} bytes of UTF-8
 */
public record TrackerHere(long nonce, long id, int port, String name) {
    public static final int MAX_NAME_BYTES = 72;

    private static final byte[] MAGIC = {'S', 'T', 'H', '1'};
    private static final int HEAD_BYTES = MAGIC.length + 2 * Long.BYTES + Short.BYTES + 1;

    /** @throws IllegalArgumentException where there is no such port */
    public TrackerHere {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("no such port: " + port);
        }
        name = fitting(SafePath.printable(name));
    }

    /** The longest beginning that has room, without half a character at its end. */
    private static String fitting(String name) {
        String text = name;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            int kept = Math.min(text.length(), MAX_NAME_BYTES + 1) - 1;
            text = text.substring(0, Character.isLowSurrogate(text.charAt(kept)) ? kept - 1 : kept);
        }
        return text;
    }

    /** The datagram; never longer than a question. */
    public byte[] write() {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD_BYTES + text.length)
                .put(MAGIC)
                .putLong(nonce)
                .putLong(id)
                .putShort((short) port)
                .put((byte) text.length)
                .put(text)
                .array();
    }

    /**
     * @param datagram all of it
     * @throws AnnounceException where it is something else
     */
    public static TrackerHere read(byte[] datagram) throws AnnounceException {
        if (datagram.length < HEAD_BYTES || !Arrays.equals(datagram, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new AnnounceException("not a tracker's answer");
        }
        ByteBuffer in = ByteBuffer.wrap(datagram).position(MAGIC.length);
        long nonce = in.getLong();
        long id = in.getLong();
        int port = in.getShort() & 0xffff;
        int length = in.get() & 0xff;
        if (port == 0 || length > MAX_NAME_BYTES || length != in.remaining()) {
            throw new AnnounceException("not a tracker's answer");
        }
        String name = new String(datagram, HEAD_BYTES, length, StandardCharsets.UTF_8);
        return new TrackerHere(nonce, id, port, name);
    }
}
