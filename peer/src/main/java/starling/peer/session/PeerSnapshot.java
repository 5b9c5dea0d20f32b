package starling.peer.session;

import java.util.Optional;
import java.util.OptionalInt;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.PieceLayout;
import starling.peer.net.Protection;
import starling.peer.policy.PartialPiece;
import starling.peer.webseed.WebSeedChannel;

/**
 * One connected peer at one moment.
 *
 * @param program what it calls itself; of a web seed its URL
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
    /** What it is to a swarm: has all, has some, has nothing yet, or is none of its peers. */
    public enum Role {
        SEED,
        PEER,
        LEECHER,
        /** A web seed, which has all and takes nothing. */
        WEB
    }

    /** Whether it has all and only gives. */
    public boolean isSeed() {
        return role == Role.SEED || role == Role.WEB;
    }

    static PeerSnapshot of(PeerConnection connection, PieceLayout layout) {
        int count = connection.pieces.count();
        Optional<String> webSeed = connection.webSeed().map(WebSeedChannel::url);
        Role role = webSeed.isPresent()
                ? Role.WEB
                : connection.pieces.isSeed() ? Role.SEED : count > 0 ? Role.PEER : Role.LEECHER;
        PartialPiece piece = connection.pieces.requests().first();
        int served = connection.traffic.servedPiece();
        return new PeerSnapshot(
                connection.link().remote(),
                connection.id(),
                webSeed.or(() -> connection.extensions.program()),
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
