package starling.peer.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks at every connection once a second: how fast it is, whether its peer keeps us waiting for what we asked for,
 * whether anyone is there at all. Under the torrent's lock.
 */
final class PeerWatch {
    private static final long SNUBBED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long JUDGED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(150);

    private final List<PeerConnection> connections;
    private final BlockRequests requests;
    private final Accounts accounts;

    /** @param connections of the torrent, as they are at each moment */
    PeerWatch(List<PeerConnection> connections, BlockRequests requests, Accounts accounts) {
        this.connections = connections;
        this.requests = requests;
        this.accounts = accounts;
    }

    /** The connections that are dead, which are the caller's to close. */
    List<PeerConnection> tick(long nowNanos) {
        List<PeerConnection> dead = new ArrayList<>();
        long nowSeconds = Instant.now().getEpochSecond();
        for (PeerConnection connection : connections) {
            connection.traffic.sample(nowNanos);
            connection.out.hurry();
            accounts.book(connection, nowSeconds);
            connection.depth.sample(connection.traffic.steeringRate());
            if (isDead(connection, nowNanos)) {
                dead.add(connection);
            }
            lookWhetherSnubbed(connection, nowNanos);
            if (nowNanos - connection.askedSinceNanos > JUDGED_AFTER_NANOS) {
                connection.pieces.setRate(connection.traffic.steeringRate());
            }
        }
        return dead;
    }

    /** A writer that a full socket holds up does not see that its queue was closed. */
    private static boolean isDead(PeerConnection connection, long nowNanos) {
        return connection.out.isClosed()
                || connection.isStuck(nowNanos)
                || connection.silentNanos(nowNanos) > DEAD_NANOS;
    }

    private void lookWhetherSnubbed(PeerConnection connection, long nowNanos) {
        boolean waiting = !connection.pieces.requests().isEmpty();
        if (waiting && !connection.snubbed && nowNanos - connection.lastBlockNanos > SNUBBED_NANOS) {
            connection.snubbed = true;
            requests.takeBack(connection);
            UploadSlots.choke(connection);
        } else if (!waiting) {
            connection.lastBlockNanos = nowNanos;
            connection.askedSinceNanos = nowNanos;
        }
    }
}
