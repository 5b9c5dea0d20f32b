package starling.peer.session;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.wire.Handshake;
import starling.wire.MessageType;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;

/** The other end of a connection, which says just what a test wants it to say. */
final class ScriptedPeer implements Closeable {
    /** Far longer than anything takes: a test that waits so long has failed. */
    private static final int PATIENCE_MILLIS = 60_000;

    static final PeerId ID = PeerId.of("-XX0000-scriptedpeer".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    private final Socket socket;
    private final DataInputStream in;
    final Handshake theirs;

    /** Where scripted peers wait to be called. */
    static final class Door implements Closeable {
        private final ServerSocket server;

        Door() throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            server.setSoTimeout(PATIENCE_MILLIS);
        }

        Endpoint endpoint() {
            return new Endpoint(server.getInetAddress(), server.getLocalPort());
        }

        ScriptedPeer accept(InfoHash infoHash, PeerId id, boolean fast) throws IOException {
            return new ScriptedPeer(server.accept(), infoHash, id, fast, false);
        }

        /** The same, speaking extensions (BEP 10). */
        ScriptedPeer acceptExtended(InfoHash infoHash, PeerId id) throws IOException {
            return new ScriptedPeer(server.accept(), infoHash, id, true, true);
        }

        /** Whether somebody has called and waits. */
        boolean isCalled() throws IOException {
            server.setSoTimeout(1);
            try {
                server.accept().close();
                return true;
            } catch (java.net.SocketTimeoutException nobody) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    static ScriptedPeer dial(int port, InfoHash infoHash, PeerId id, boolean fast) throws IOException {
        return new ScriptedPeer(new Socket(InetAddress.getLoopbackAddress(), port), infoHash, id, fast, false);
    }

    /** The same, speaking extensions (BEP 10). */
    static ScriptedPeer dialExtended(int port, InfoHash infoHash, PeerId id) throws IOException {
        return new ScriptedPeer(new Socket(InetAddress.getLoopbackAddress(), port), infoHash, id, true, true);
    }

    /** Calls and shows its handshake; whether it is hung up on instead of answered. */
    static boolean isRefused(int port, InfoHash infoHash, PeerId id) throws IOException {
        try (ScriptedPeer answered = dial(port, infoHash, id, true)) {
            return answered.theirs == null;
        } catch (EOFException | SocketException hungUp) {
            return true;
        }
    }

    private ScriptedPeer(Socket socket, InfoHash infoHash, PeerId id, boolean fast, boolean extended)
            throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        ByteBuffer handshake = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(infoHash, id, fast, extended, false).write(handshake);
        socket.getOutputStream().write(handshake.array());
        byte[] answer = new byte[Handshake.LENGTH];
        try {
            in.readFully(answer);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
        theirs = Handshake.read(ByteBuffer.wrap(answer));
    }

    /** All in one write. */
    void say(PeerMessage... messages) throws IOException {
        int length = 0;
        for (PeerMessage message : messages) {
            length += PeerMessageCodec.encodedLength(message);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (PeerMessage message : messages) {
            PeerMessageCodec.encode(message, bytes);
        }
        say(bytes.array());
    }

    void say(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next message of an extension that we gave that id; what comes before is passed over. */
    PeerMessage.Extended hearExtended(int id) throws IOException {
        return (PeerMessage.Extended)
                hear(message -> message instanceof PeerMessage.Extended extended && extended.id() == id);
    }

    PeerMessage hear() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return PeerMessageCodec.decode(ByteBuffer.wrap(frame));
    }

    /** The next message of the type; those before it are passed over. */
    PeerMessage hear(MessageType type) throws IOException {
        return hear(message -> message.type() == type);
    }

    PeerMessage hear(Predicate<PeerMessage> wanted) throws IOException {
        while (true) {
            PeerMessage message = hear();
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    /** Whether the other end hangs up, after whatever it still says. */
    boolean isHungUp() throws IOException {
        try {
            while (true) {
                hear();
            }
        } catch (EOFException | SocketException hungUp) {
            return true;
        }
    }

    /** Answers requests until the other end hangs up. */
    void serve(Sample sample) throws IOException {
        try {
            while (true) {
                PeerMessage.Request request = (PeerMessage.Request) hear(MessageType.REQUEST);
                say(new PeerMessage.Piece(
                        request.piece(),
                        request.begin(),
                        sample.block(request.piece(), request.begin(), request.length())));
            }
        } catch (EOFException | SocketException hungUp) {
            // it has all that it wanted
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
