package starling.peer.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.wire.Handshake;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;

/** Says whatever it likes, and does not mind being hung up on. */
public final class EvilPeer implements Closeable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket = new Socket();

    /** @param host the last number of the loopback address that it calls from */
    public EvilPeer(int port, int host) throws IOException {
        socket.setReceiveBufferSize(4_096);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    public static PeerId id(int number) {
        return PeerId.of(String.format("-XX0000-evil%08d", number).getBytes(StandardCharsets.US_ASCII));
    }

    /** Shows a handshake, and does not wait for the answer. */
    public EvilPeer greets(InfoHash infoHash, PeerId id) {
        ByteBuffer handshake = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(infoHash, id, true, true, false).write(handshake);
        return says(handshake.array());
    }

    public EvilPeer says(PeerMessage... messages) {
        ByteBuffer bytes = ByteBuffer.allocate(Arrays.stream(messages)
                .mapToInt(PeerMessageCodec::encodedLength)
                .sum());
        for (PeerMessage message : messages) {
            PeerMessageCodec.encode(message, bytes);
        }
        return says(bytes.array());
    }

    public EvilPeer says(byte... bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
        } catch (IOException hungUp) {
            // it was to be expected
        }
        return this;
    }

    /** The bytes, that many times, as fast as they go, until it is hung up on. */
    public EvilPeer repeats(int times, PeerMessage message) {
        ByteBuffer some = ByteBuffer.allocate(100 * PeerMessageCodec.encodedLength(message));
        for (int i = 0; i < 100; i++) {
            PeerMessageCodec.encode(message, some);
        }
        try {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < times; i += 100) {
                out.write(some.array());
            }
        } catch (IOException hungUp) {
            // it was to be expected
        }
        return this;
    }

    /** Reads on until it is hung up on; false where it is left alone for a minute. */
    public boolean isHungUp() {
        try {
            InputStream in = socket.getInputStream();
            byte[] thrownAway = new byte[65_536];
            while (in.read(thrownAway) >= 0) {
                // whatever is still said
            }
            return true;
        } catch (java.net.SocketTimeoutException leftAlone) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // closed is closed
        }
    }
}
