package starling.peer.session;

import java.util.Optional;
import java.util.OptionalInt;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.PieceLayout;
import starling.peer.net.Protection;
import starling.peer.policy.PartialPiece;

/**
 * One connected peer at one moment.
 *
 * @param program what it calls itself
 * @param dialled whether we called it
 * @param protection what the connection's bytes go through
 * @param havePercent of the torrent, 0 to 100
 * @param piece the one it is sending us
 * @param piecePercent of that piece, 0 to 100
 * @param servedPiece the one we sent it last
 * @param servedPercent how far into that piece, 0 to 100
 * @param chokingUs whether it gives us nothing now
 * @param chokedByUs whether we give it nothing now
 */
public record PeerSnapshot(
        Endpoint endpoint,
        PeerId id,
        Optional<String> program,
        boolean dialled,
        Protection protection,
        Role role,
        int havePercent,
        long downloadBytesPerSecond,
        long uploadBytesPerSecond,
        long downloadedBytes,
        long uploadedBytes,
        OptionalInt piece,
        int piecePercent,
        OptionalInt servedPiece,
        int servedPercent,
        boolean chokingUs,
        boolean interestingToUs,
        boolean chokedByUs,
        boolean interestedInUs) {
    /** What a peer is to a swarm: has all, has some, has nothing yet. */
    public enum Role {
        SEED,
        PEER,
        LEECHER
    }

    static PeerSnapshot of(PeerConnection connection, PieceLayout layout) {
        int count = connection.pieces.count();
        Role role = connection.pieces.isSeed() ? Role.SEED : count > 0 ? Role.PEER : Role.LEECHER;
        PartialPiece piece = connection.pieces.requests().first();
        int served = connection.traffic.servedPiece();
        return new PeerSnapshot(
                connection.link().remote(),
                connection.id(),
                connection.extensions.program(),
                connection.link().dialled(),
                connection.link().protection(),
                role,
                (int) (100L * count / layout.pieceCount()),
                connection.traffic.downloadRate(),
                connection.traffic.uploadRate(),
                connection.traffic.downloadedBytes.get(),
                connection.traffic.uploadedBytes.get(),
                piece == null ? OptionalInt.empty() : OptionalInt.of(piece.piece()),
                piece == null ? 0 : 100 * piece.writtenBlocks() / layout.blockCount(piece.piece()),
                served < 0 ? OptionalInt.empty() : OptionalInt.of(served),
                served < 0
                        ? 0
                        : (int) Math.min(100, 100L * connection.traffic.servedBytes() / layout.pieceLength(served)),
                connection.pieces.isChoking(),
                connection.amInterested,
                connection.amChoking,
                connection.peerInterested);
    }
}
