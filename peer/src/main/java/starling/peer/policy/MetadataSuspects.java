package starling.peer.policy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Who gave what to metadata that turned out wrong, until what is right shows who lied. */
final class MetadataSuspects {
    private final int metadataBytes;
    private final byte[][] digests;
    private final MetadataGiver[] sources;

    MetadataSuspects(MetadataAttempt wrong) {
        metadataBytes = wrong.metadataBytes;
        digests = new byte[wrong.pieceCount()][];
        sources = new MetadataGiver[digests.length];
        for (int piece = 0; piece < digests.length; piece++) {
            digests[piece] = wrong.sha1(piece);
            sources[piece] = wrong.source(piece);
        }
    }

    Set<MetadataGiver> liars(MetadataAttempt right) {
        Set<MetadataGiver> liars = new HashSet<>();
        for (int piece = 0; piece < digests.length && right.metadataBytes == metadataBytes; piece++) {
            if (!Arrays.equals(digests[piece], right.sha1(piece))) {
                liars.add(sources[piece]);
            }
        }
        if (right.metadataBytes != metadataBytes) {
            liars.addAll(Arrays.asList(sources));
        }
        return liars;
    }
}
