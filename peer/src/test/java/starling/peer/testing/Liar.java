package starling.peer.testing;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.wire.Handshake;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

/** Says to whoever calls that it has everything, and answers each request with zeros. */
public final class Liar implements Closeable {
    private static final int PLAIN_FIRST_BYTE = 19;

    private final ServerSocket server;
    private final InfoHash infoHash;
    private final PeerId id;

    /** @param host the last number of its loopback address */
    public Liar(int host, InfoHash infoHash, PeerId id) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}));
        this.infoHash = infoHash;
        this.id = id;
        start(() -> {
            while (true) {
                Socket caller = server.accept();
                start(() -> answer(caller));
            }
        });
    }

    public int port() {
        return server.getLocalPort();
    }

    private interface Talk {
        void run() throws IOException;
    }

    private static void start(Talk talk) {
        Thread thread = new Thread(
                () -> {
                    try {
                        talk.run();
                    } catch (IOException hungUp) {
                        // it was to be expected
                    }
                },
                "liar");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(Socket caller) throws IOException {
        try (caller) {
            DataInputStream in = new DataInputStream(caller.getInputStream());
            byte[] theirs = new byte[Handshake.LENGTH];
            theirs[0] = in.readByte();
            if (theirs[0] != PLAIN_FIRST_BYTE) {
                return;
            }
            in.readFully(theirs, 1, theirs.length - 1);
            ByteBuffer ours = ByteBuffer.allocate(Handshake.LENGTH);
            new Handshake(infoHash, id, true, false, false).write(ours);
            caller.getOutputStream().write(ours.array());
            say(caller, PeerMessage.HAVE_ALL);
            say(caller, PeerMessage.UNCHOKE);
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                if (read(frame) instanceof PeerMessage.Request request) {
                    say(
                            caller,
                            new PeerMessage.Piece(
                                    request.piece(), request.begin(), ByteBuffer.allocate(request.length())));
                }
            }
        }
    }

    private static PeerMessage read(byte[] frame) {
        try {
            return PeerMessageCodec.decode(ByteBuffer.wrap(frame));
        } catch (WireException odd) {
            return PeerMessage.KEEP_ALIVE;
        }
    }

    private static void say(Socket caller, PeerMessage message) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PeerMessageCodec.encodedLength(message));
        PeerMessageCodec.encode(message, bytes);
        caller.getOutputStream().write(bytes.array());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException alreadyClosed) {
            // closed is closed
        }
    }
}
