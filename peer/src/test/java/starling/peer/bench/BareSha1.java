package starling.peer.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import starling.metainfo.InfoHash;

/**
 * The limit of a recheck: every mebibyte of a file is read and hashed with SHA-1, on as many threads as there are
 * processors, and nothing else is done. Prints a digest of all of them.
 */
public final class BareSha1 {
    private static final int STRETCH_BYTES = 1 << 20;

    private BareSha1() {}

    /** Argument: {@code FILE}. */
    public static void main(String[] args) throws Exception {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (FileChannel file = FileChannel.open(Path.of(args[0]))) {
            List<Future<byte[]>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                parts.add(executor.submit(() -> hash(file, first, threads)));
            }
            byte[] all = new byte[InfoHash.LENGTH];
            for (Future<byte[]> part : parts) {
                byte[] digest = part.get();
                for (int i = 0; i < all.length; i++) {
                    all[i] ^= digest[i];
                }
            }
            System.out.println(HexFormat.of().formatHex(all));
        } finally {
            executor.shutdown();
        }
    }

    /** Hashes each stretch whose number is {@code first} plus a multiple of {@code step}; all digests in one. */
    private static byte[] hash(FileChannel file, int first, int step) throws IOException {
        var sha1 = InfoHash.sha1();
        byte[] all = new byte[InfoHash.LENGTH];
        ByteBuffer buffer = ByteBuffer.allocate(STRETCH_BYTES);
        for (long at = (long) first * STRETCH_BYTES; at < file.size(); at += (long) step * STRETCH_BYTES) {
            buffer.clear();
            while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {
                continue;
            }
            sha1.update(buffer.array(), 0, buffer.position());
            byte[] digest = sha1.digest();
            for (int i = 0; i < all.length; i++) {
                all[i] ^= digest[i];
            }
        }
        return all;
    }
}
