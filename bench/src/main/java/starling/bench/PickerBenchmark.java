package starling.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import starling.metainfo.PieceLayout;
import starling.peer.policy.PeerPieces;
import starling.peer.policy.PiecePicker;
import starling.wire.Bitfield;

/** The picker with 60 peers: a peer that gets a piece, and a block that is chosen and given back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PickerBenchmark {
    private static final int PEERS = 60;

    @Param({"4096", "2000000"})
    private int pieces;

    private PiecePicker picker;
    private PeerPieces seed;
    private PeerPieces leecher;
    private int next;

    @Setup
    public void join() {
        SplittableRandom random = new SplittableRandom(1);
        PieceLayout layout = new PieceLayout((long) pieces * PieceLayout.BLOCK_LENGTH, PieceLayout.BLOCK_LENGTH);
        picker = new PiecePicker(layout, new Bitfield(pieces), random);
        for (int i = 0; i < PEERS; i++) {
            PeerPieces peer = new PeerPieces(pieces);
            picker.joined(peer);
            peer.setChoking(false);
            if (i == 0) {
                picker.bitfield(peer, Bitfield.full(pieces));
                seed = peer;
            } else {
                leecher = peer;
                for (int piece = 0; piece < pieces; piece++) {
                    if (random.nextInt(4) == 0) {
                        picker.have(peer, piece);
                    }
                }
            }
        }
    }

    /** A piece more and a piece less. */
    @Benchmark
    public void have() {
        int piece = next++ % pieces;
        if (leecher.has(piece)) {
            picker.lost(leecher, piece);
        } else {
            picker.have(leecher, piece);
        }
    }

    @Benchmark
    public int pickAndRelease() {
        int picked = picker.pick(seed, 1, (piece, block) -> {});
        picker.release(seed);
        return picked;
    }
}
