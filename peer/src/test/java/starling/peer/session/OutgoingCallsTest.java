package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.peer.session.TorrentSession.Intent;

/** How many calls of a client may be waiting for someone to answer. */
class OutgoingCallsTest extends OnLoopback {
    private static final int TORRENTS = 9;
    private static final int NAMED = 12;
    private static final Duration SOON = Duration.ofSeconds(3);

    private final BlockingQueue<Socket> calls = new LinkedBlockingQueue<>();

    /** Whoever is called takes the call and says nothing: so it stays half open until somebody hangs up. */
    private Endpoint silent() throws IOException {
        ServerSocket silent = keep(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread taking = new Thread(() -> {
            try {
                while (true) {
                    calls.add(silent.accept());
                }
            } catch (IOException closed) {
                // the test is over
            }
        });
        taking.setDaemon(true);
        taking.start();
        return new Endpoint(silent.getInetAddress(), silent.getLocalPort());
    }

    private Socket call(Duration most) throws InterruptedException {
        Socket call = calls.poll(most.toMillis(), TimeUnit.MILLISECONDS);
        return call == null ? null : keep(call);
    }

    @Test
    void ofAllTorrentsTogetherNoMoreAreHalfOpenThanTheBound() throws Exception {
        List<Endpoint> named = new ArrayList<>();
        for (int peer = 0; peer < NAMED; peer++) {
            named.add(silent());
        }
        Client client = client("caller");
        for (int torrent = 0; torrent < TORRENTS; torrent++) {
            TorrentSession session = Sample.of(BLOCK + torrent, BLOCK)
                    .open(client, home.resolve("downloads" + torrent), Intent.DOWNLOAD);
            session.addPeers(named);
            session.start();
        }

        List<Socket> open = new ArrayList<>();
        while (open.size() < PeerFinding.MOST_HALF_OPEN) {
            Socket call = call(PATIENCE);
            assertThat(call).as("call after %d", open.size()).isNotNull();
            open.add(call);
        }
        // longer than it takes to call the others, where there is no bound
        for (Socket late = call(SOON); late != null; late = call(SOON)) {
            open.add(late);
        }
        open.removeIf(OutgoingCallsTest::isHungUp);
        assertThat(open).hasSizeLessThanOrEqualTo(PeerFinding.MOST_HALF_OPEN);

        for (Socket call : open) {
            call.close();
        }
        assertThat(call(PATIENCE)).as("another's turn").isNotNull();
    }

    /** By who called, whose handshake was read already or is read here. */
    private static boolean isHungUp(Socket call) {
        try {
            call.setSoTimeout(1);
            while (call.getInputStream().read() >= 0) {
                // the handshake
            }
            return true;
        } catch (SocketTimeoutException waiting) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
