package starling.bench;

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

/** A block through SHA-1, as it comes off a connection. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HashBenchmark {
    private final ByteBuffer block = ByteBuffer.allocateDirect(PieceLayout.BLOCK_LENGTH);
    private final PieceDigest digest = new PieceDigest();

    @Benchmark
    public int addBlock() {
        digest.add(block, 0, block.capacity());
        return digest.addedBytes();
    }
}
