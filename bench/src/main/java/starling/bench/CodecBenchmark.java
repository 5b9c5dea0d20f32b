package starling.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import starling.metainfo.PieceLayout;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

/** Messages from bytes and to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final int LENGTH_BYTES = 4;

    private final ByteBuffer block =
            ByteBuffer.allocateDirect(PeerMessageCodec.PIECE_HEADER + PieceLayout.BLOCK_LENGTH);
    private final ByteBuffer request = ByteBuffer.allocateDirect(17);
    private final ByteBuffer out = ByteBuffer.allocateDirect(1024);

    public CodecBenchmark() {
        PeerMessageCodec.encodePieceHeader(3, 0, PieceLayout.BLOCK_LENGTH, block);
        PeerMessageCodec.encodeRequest(3, 0, PieceLayout.BLOCK_LENGTH, request);
    }

    @Benchmark
    public PeerMessage decodeBlock() throws WireException {
        return PeerMessageCodec.decode(block.slice(LENGTH_BYTES, block.capacity() - LENGTH_BYTES));
    }

    @Benchmark
    public PeerMessage decodeRequest() throws WireException {
        return PeerMessageCodec.decode(request.slice(LENGTH_BYTES, request.capacity() - LENGTH_BYTES));
    }

    @Benchmark
    public ByteBuffer encodeRequest() {
        PeerMessageCodec.encodeRequest(3, 0, PieceLayout.BLOCK_LENGTH, out.clear());
        return out;
    }
}
