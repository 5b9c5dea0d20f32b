package starling.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import starling.metainfo.PieceDigest;
import starling.metainfo.PieceLayout;

/** A piece of 256 KiB through SHA-1, as it comes from the page cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HashBenchmark {
    private static final int PIECE = 256 << 10;

    private final PieceLayout layout = new PieceLayout(PIECE, PIECE);
    private final ByteBuffer content = ByteBuffer.allocateDirect(PIECE);
    private final PieceDigest digest = new PieceDigest();

    @Benchmark
    public byte[] hashPiece() throws IOException {
        return digest.hash(this::read, layout, 0);
    }

    private void read(long offset, ByteBuffer target) {
        target.put(content.slice((int) offset, target.remaining()));
    }
}
