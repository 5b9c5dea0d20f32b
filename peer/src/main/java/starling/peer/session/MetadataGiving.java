package starling.peer.session;

import java.util.Optional;
import java.util.OptionalInt;
import starling.bencode.BString;
import starling.metainfo.Metainfo;
import starling.wire.Extension;
import starling.wire.MetadataMessage;

/**
 * Gives a torrent's metadata to who has a magnet link alone (BEP 9). Not of a private torrent: whoever may have it has it
 * from the tracker's site (BEP 27). Under the torrent's lock.
 */
final class MetadataGiving {
    /** How often one connection may have all of it. */
    private static final int MOST_TIMES = 3;

    /** How much may wait to be sent to a peer; what it asks for beyond is rejected. */
    private static final int MOST_WAITING_BYTES = 32 * MetadataMessage.PIECE_LENGTH;

    private final Optional<BString> metadata;

    MetadataGiving(Metainfo metainfo) {
        this.metadata = Optional.of(metainfo)
                .filter(torrent -> !torrent.isPrivate())
                .map(Metainfo::rawInfo)
                .filter(info -> info.length() <= MetadataMessage.MAX_METADATA_BYTES);
    }

    /** How long it is, where it is given. */
    OptionalInt bytes() {
        return metadata.map(info -> OptionalInt.of(info.length())).orElse(OptionalInt.empty());
    }

    /** A peer asks for a piece of it. */
    void asked(PeerConnection by, MetadataMessage.Request request) {
        if (!by.extensions.takes(Extension.METADATA)) {
            return;
        }
        int pieces =
                metadata.map(info -> MetadataMessage.pieceCount(info.length())).orElse(0);
        boolean given = request.piece() < pieces
                && by.metadataPiecesGiven < MOST_TIMES * pieces
                && by.out.waitingBytes() < MOST_WAITING_BYTES;
        MetadataMessage answer = given ? data(request.piece()) : new MetadataMessage.Reject(request.piece());
        by.metadataPiecesGiven += given ? 1 : 0;
        by.out.add(by.extensions.message(Extension.METADATA, MetadataMessage.payload(answer)));
    }

    private MetadataMessage data(int piece) {
        BString info = metadata.orElseThrow();
        int length = MetadataMessage.pieceLength(piece, info.length());
        return new MetadataMessage.Data(
                piece, info.length(), info.buffer().slice(piece * MetadataMessage.PIECE_LENGTH, length));
    }
}
