package starling.peer.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import starling.announce.PeerId;
import starling.peer.policy.PartialPiece;
import starling.peer.policy.PeerPieces;

/** Who is connected, one connection a peer, and who sent what. Under the torrent's lock. */
final class Attendance {
    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(10);

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

    /** Whether the connection is to be kept; not where it is to ourselves, or a double of a better one. */
    boolean isWelcome(PeerConnection connection) {
        return !connection.id().equals(ownId)
                && doubleOf(connection)
                        .map(other -> replaces(connection, other))
                        .orElse(true);
    }

    /** Takes it in. The connection that it replaces, which is the caller's to close. */
    Optional<PeerConnection> add(PeerConnection connection) {
        Optional<PeerConnection> replaced = doubleOf(connection);
        connections.add(connection);
        senders.put(connection.pieces, new Sender(connection.link().remote(), connection.id()));
        return replaced;
    }

    private Optional<PeerConnection> doubleOf(PeerConnection connection) {
        return connections.stream()
                .filter(other -> other.id().equals(connection.id()))
                .findFirst();
    }

    /** Two peers that dial each other at once keep the call of the one with the greater id, so that both keep the same. */
    private boolean replaces(PeerConnection connection, PeerConnection other) {
        boolean ourCallWins = ownId.compareTo(connection.id()) > 0;
        return other.ageNanos(System.nanoTime()) < YOUNG_NANOS
                && connection.link().dialled() != other.link().dialled()
                && connection.link().dialled() == ourCallWins;
    }

    /** Whether it was there. */
    boolean remove(PeerConnection connection) {
        return connections.remove(connection);
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
