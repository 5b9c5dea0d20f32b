package starling.peer.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import starling.metainfo.InfoHash;

/**
 * The limit of a transfer: a file goes over loopback with {@code transferTo}, is received into a direct buffer, hashed with
 * SHA-1 a mebibyte at a time, and written. There is no protocol.
 */
public final class BareTransfer {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int PIECE_BYTES = 1 << 20;

    private BareTransfer() {}

    /** Arguments: {@code seed PORT FILE}, or {@code download PORT FILE BYTES}. */
    public static void main(String[] args) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        if (args[0].equals("seed")) {
            seed(address, Path.of(args[2]));
        } else {
            download(address, Path.of(args[2]), Long.parseLong(args[3]));
        }
    }

    private static void seed(InetSocketAddress address, Path path) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(address);
                FileChannel file = FileChannel.open(path)) {
            System.out.println("ready");
            while (true) {
                try (SocketChannel socket = server.accept()) {
                    for (long sent = 0; sent < file.size(); ) {
                        sent += file.transferTo(sent, file.size() - sent, socket);
                    }
                }
            }
        }
    }

    private static void download(InetSocketAddress address, Path path, long bytes) throws IOException {
        MessageDigest sha1 = InfoHash.sha1();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (SocketChannel socket = SocketChannel.open(address);
                FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long received = 0; received < bytes; ) {
                buffer.clear().limit((int) Math.min(BUFFER_BYTES, PIECE_BYTES - received % PIECE_BYTES));
                int count = socket.read(buffer);
                if (count < 0) {
                    throw new EOFException();
                }
                received += count;
                sha1.update(buffer.flip());
                if (received % PIECE_BYTES == 0) {
                    sha1.digest();
                }
                buffer.rewind();
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            }
        }
    }
}
