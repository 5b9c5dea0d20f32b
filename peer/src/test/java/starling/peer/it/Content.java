package starling.peer.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files to be shared, and what they hold. */
final class Content {
    private Content() {}

    /** A file of noise, the same for the same seed. */
    static Path file(Path path, long lengthBytes, long seed) {
        try {
            Files.createDirectories(path.getParent());
            Random random = new Random(seed);
            byte[] some = new byte[1 << 16];
            try (OutputStream out = Files.newOutputStream(path)) {
                for (long left = lengthBytes; left > 0; left -= some.length) {
                    random.nextBytes(some);
                    out.write(some, 0, (int) Math.min(left, some.length));
                }
            }
            return path;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A single file that ends within a piece. */
    static Path single(Path folder) {
        return file(folder.resolve("single file.bin"), 3_000_017, 1);
    }

    /** A folder whose files end within pieces, share them, and have names that are not plain. */
    static Path folder(Path folder) {
        Path root = folder.resolve("many files");
        file(root.resolve("a tiny.txt"), 7, 2);
        file(root.resolve("b/deep/er/large.bin"), 2_000_003, 3);
        file(root.resolve("b/näme – ünïcode.dat"), 300_001, 4);
        file(root.resolve("c.bin"), 65_536, 5);
        return root;
    }

    /** The SHA-256 of each file below a folder, or of the one file, by its path there; padding files are left out. */
    static SortedMap<String, String> digests(Path root) {
        SortedMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.filter(Files::isRegularFile)
                    .filter(path -> !root.relativize(path).startsWith(".pad"))
                    .toList()) {
                digests.put(root.relativize(path).toString(), digest(path));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return digests;
    }

    private static String digest(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
