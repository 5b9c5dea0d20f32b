package starling.peer.policy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import starling.metainfo.InfoHash;
import starling.wire.MetadataMessage;

/** Metadata of one length as it comes together, and who gave which piece. It takes memory as its pieces come. */
public final class MetadataAttempt {
    final int metadataBytes;

    /** The only one to give it; null where all do who say that it has that length. */
    final MetadataGiver alone;

    private final byte[][] pieces;
    private final MetadataGiver[] sources;
    private int missing;
    private long heldBytes;

    MetadataAttempt(int metadataBytes, MetadataGiver alone) {
        this.metadataBytes = metadataBytes;
        this.alone = alone;
        this.pieces = new byte[MetadataMessage.pieceCount(metadataBytes)][];
        this.sources = new MetadataGiver[pieces.length];
        this.missing = pieces.length;
    }

    int pieceCount() {
        return pieces.length;
    }

    boolean has(int piece) {
        return pieces[piece] != null;
    }

    boolean isWhole() {
        return missing == 0;
    }

    long heldBytes() {
        return heldBytes;
    }

    void put(int piece, ByteBuffer data, MetadataGiver from) {
        pieces[piece] = new byte[data.remaining()];
        data.get(pieces[piece]);
        sources[piece] = from;
        heldBytes += pieces[piece].length;
        missing--;
    }

    Set<MetadataGiver> sources() {
        return new LinkedHashSet<>(Arrays.asList(sources));
    }

    MetadataGiver source(int piece) {
        return sources[piece];
    }

    byte[] sha1(int piece) {
        return InfoHash.sha1().digest(pieces[piece]);
    }

    /** Whether the whole of it is what the hash says. */
    public boolean matches(InfoHash infoHash) {
        MessageDigest digest = InfoHash.sha1();
        for (byte[] piece : pieces) {
            digest.update(piece);
        }
        return InfoHash.of(digest.digest()).equals(infoHash);
    }

    /** The pieces in order, not copies; together they are the {@code info} dictionary. */
    public byte[][] pieces() {
        return pieces;
    }
}
