package starling.peer.net.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import javax.net.ssl.SSLSocket;

/** A byte stream over TLS. One thread may read while another writes. */
final class TlsChannel implements ByteChannel {
    /** What a TLS record holds at most. */
    private static final int RECORD = 16 * 1024;

    private final ByteChannel socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] incoming = new byte[RECORD];
    private final byte[] outgoing = new byte[RECORD];

    /** @param socket what the TLS runs over; closing it ends both, also where someone is about to write */
    TlsChannel(ByteChannel socket, SSLSocket tls) throws IOException {
        this.socket = socket;
        this.in = tls.getInputStream();
        this.out = tls.getOutputStream();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = in.read(incoming, 0, Math.min(RECORD, target.remaining()));
        if (count > 0) {
            target.put(incoming, 0, count);
        }
        return count;
    }

    /** Writes all of it. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        while (source.hasRemaining()) {
            int count = Math.min(RECORD, source.remaining());
            source.get(outgoing, 0, count);
            out.write(outgoing, 0, count);
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
