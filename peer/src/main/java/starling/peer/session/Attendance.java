package starling.peer.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import starling.announce.PeerId;
import starling.peer.policy.DoubleCall;
import starling.peer.policy.MakingRoom;
import starling.peer.policy.PartialPiece;
import starling.peer.policy.PeerPieces;

/** Who is connected, one connection a peer, and who sent what. Under the torrent's lock. */
final class Attendance {
    private final PeerId ownId;
    private final List<PeerConnection> connections = new ArrayList<>();

    /** A sender is known until no piece remembers it. */
    private final Map<PeerPieces, Sender> senders = new WeakHashMap<>();

    Attendance(PeerId ownId) {
        this.ownId = ownId;
    }

    /** As they are at each moment; to be read only. */
    List<PeerConnection> connections() {
        return connections;
    }

    /** Whether it is a connection to ourselves. */
    boolean isOurselves(PeerConnection connection) {
        return connection.id().equals(ownId);
    }

    /** What is to become of a new connection, where its peer is connected already. */
    DoubleCall judge(PeerConnection connection) {
        long now = System.nanoTime();
        return DoubleCall.judge(
                connection.link().dialled(),
                doublesOf(connection).stream()
                        .map(other -> new DoubleCall.Connected(
                                isFromSameAddress(connection, other),
                                other.link().dialled(),
                                other.ageNanos(now),
                                other.silentNanos(now)))
                        .toList(),
                ownId.compareTo(connection.id()) > 0);
    }

    private static boolean isFromSameAddress(PeerConnection connection, PeerConnection other) {
        return connection.link().remote().address().equals(other.link().remote().address());
    }

    /** Takes it in. The connection that it replaces at once, which is the caller's to close. */
    Optional<PeerConnection> add(PeerConnection connection) {
        Optional<PeerConnection> other = doublesOf(connection).stream().findFirst();
        DoubleCall becomes = judge(connection);
        if (becomes == DoubleCall.IN_PLACE_ONCE_IT_SPEAKS) {
            connection.replaces = other.orElse(null);
        }
        connections.add(connection);
        senders.put(connection.pieces, new Sender(connection.link().remote(), connection.id()));
        return becomes == DoubleCall.IN_PLACE ? other : Optional.empty();
    }

    /** The peer said something: the connection that this one takes the place of, where that is silent still. */
    static Optional<PeerConnection> replacedBy(PeerConnection connection) {
        PeerConnection old = connection.replaces;
        connection.replaces = null;
        long now = System.nanoTime();
        return Optional.ofNullable(old).filter(silent -> silent.silentNanos(now) > connection.ageNanos(now));
    }

    /** The other connections of the same peer. */
    List<PeerConnection> doublesOf(PeerConnection connection) {
        return connections.stream()
                .filter(other -> other.id().equals(connection.id()))
                .toList();
    }

    /** Whether it was there. */
    boolean remove(PeerConnection connection) {
        return connections.remove(connection);
    }

    /** Who is hung up on for another to come in. */
    Optional<PeerConnection> leastOfUse(boolean seeding, long nowNanos) {
        return MakingRoom.who(connections.stream()
                .map(connection -> new MakingRoom.Guest<>(
                        connection,
                        connection.peerInterested || connection.amInterested,
                        UploadSlots.isWasteful(connection, seeding, nowNanos),
                        connection.traffic.idleNanos(nowNanos)))
                .toList());
    }

    /** Who sent each block of a piece; null where nobody did. */
    List<Sender> senders(PartialPiece piece) {
        List<Sender> sent = new ArrayList<>(piece.blockCount());
        for (int block = 0; block < piece.blockCount(); block++) {
            sent.add(senders.get(piece.sender(block)));
        }
        return sent;
    }

    /** Whether another peer is connected from the same address. */
    boolean hasOthersAt(Sender sender) {
        return connections.stream()
                .anyMatch(connection -> !connection.id().equals(sender.id())
                        && connection
                                .link()
                                .remote()
                                .address()
                                .equals(sender.endpoint().address()));
    }
}
