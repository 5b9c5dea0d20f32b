package starling.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import starling.metainfo.PieceLayout;
import starling.peer.policy.TokenBucket;

/** What a limit costs a block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenBucketBenchmark {
    private final TokenBucket bucket = new TokenBucket(1L << 30, 0);
    private long now;

    @Benchmark
    public long take() {
        now += 16_000;
        return bucket.take(PieceLayout.BLOCK_LENGTH, now);
    }
}
