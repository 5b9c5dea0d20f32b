package starling.peer.session;

import java.util.OptionalInt;

/**
 * How a client deals with its partners.
 *
 * @param slots how many of them may ask a torrent for blocks, the optimistic one not counted; as many as fill the upload
 *     rate where not given
 * @param anonymous whether it calls itself otherwise in each run, so that nobody knows it again
 */
public record Partnership(OptionalInt slots, boolean anonymous) {
    public static final Partnership USUAL = new Partnership(OptionalInt.empty(), false);
}
