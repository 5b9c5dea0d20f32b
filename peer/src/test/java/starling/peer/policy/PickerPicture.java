package starling.peer.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

/**
 * A picker and its peers, drawn: a letter a piece, {@code x} for what is there and {@code .} for what is missing. What is
 * picked reads {@code 2:0 2:1}: block 0 and block 1 of piece 2.
 */
final class PickerPicture {
    final PieceLayout layout;
    final PiecePicker picker;

    PickerPicture(String have, int blocksPerPiece, long seed) {
        int pieceLength = blocksPerPiece * PieceLayout.BLOCK_LENGTH;
        this.layout = new PieceLayout((long) have.length() * pieceLength, pieceLength);
        this.picker = new PiecePicker(layout, bits(have), new Random(seed));
    }

    static Bitfield bits(String drawn) {
        Bitfield bits = new Bitfield(drawn.length());
        for (int i = 0; i < drawn.length(); i++) {
            if (drawn.charAt(i) == 'x') {
                bits.set(i);
            }
        }
        return bits;
    }

    PeerPieces peer(String has) {
        PeerPieces peer = new PeerPieces(layout.pieceCount());
        peer.setChoking(false);
        picker.joined(peer);
        picker.bitfield(peer, bits(has));
        return peer;
    }

    /** A digit a piece, 0 what is not wanted. The requests that are to be cancelled. */
    List<String> plan(String levels, boolean sequential) {
        List<String> cancelled = new ArrayList<>();
        byte[] each = new byte[levels.length()];
        for (int piece = 0; piece < each.length; piece++) {
            each[piece] = (byte) (levels.charAt(piece) - '0');
        }
        picker.plan(
                PiecePriorities.of(layout, each),
                sequential,
                (peer, piece, block) -> cancelled.add(piece.piece() + ":" + block));
        return cancelled;
    }

    String pick(PeerPieces peer, int count) {
        List<String> picked = new ArrayList<>();
        int said = picker.pick(peer, count, (piece, block) -> picked.add(piece.piece() + ":" + block));
        if (said != picked.size()) {
            throw new AssertionError("said " + said + " and chose " + picked);
        }
        return String.join(" ", picked);
    }

    List<Integer> pickPieces(PeerPieces peer, int count) {
        List<Integer> picked = new ArrayList<>();
        picker.pick(peer, count, (piece, block) -> picked.add(piece.piece()));
        return picked;
    }

    /** The block comes in and is written; the piece, where that made it whole. */
    PartialPiece gets(PeerPieces peer, int piece, int block) {
        PartialPiece partial = picker.received(peer, piece, block);
        return partial != null && picker.written(partial, block) ? partial : null;
    }

    /** All that the peer was asked for comes in and matches. */
    void answersAll(PeerPieces peer) {
        while (!peer.requests().isEmpty()) {
            int[] next = new int[2];
            PartialPiece first = peer.requests().first();
            for (int block = 0; block < first.blockCount(); block++) {
                if (peer.requests().contains(first, block)) {
                    next[0] = first.piece();
                    next[1] = block;
                    break;
                }
            }
            PartialPiece whole = gets(peer, next[0], next[1]);
            if (whole != null) {
                picker.verified(whole);
            }
        }
    }

    String have() {
        return IntStream.range(0, layout.pieceCount())
                .mapToObj(piece -> picker.has(piece) ? "x" : ".")
                .collect(Collectors.joining());
    }

    String owners() {
        return IntStream.range(0, layout.pieceCount())
                .mapToObj(piece -> Integer.toString(picker.owners(piece)))
                .collect(Collectors.joining());
    }
}
