package starling.peer.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import starling.metainfo.PieceLayout;
import starling.peer.policy.Blame;
import starling.peer.policy.Choker;
import starling.peer.policy.FreshPieces;
import starling.peer.policy.PartialPiece;
import starling.peer.policy.PeerPieces;
import starling.peer.policy.PiecePicker;
import starling.peer.policy.RateMeter;
import starling.peer.policy.SlotCount;
import starling.peer.policy.UploadTurns;
import starling.wire.Bitfield;

/** A peer that decides as a session does, with the same policies, over connections that are simulated. */
final class SimPeer {
    private static final long LATENCY_NANOS = 5_000_000;
    private static final long SNUBBED_NANOS = 60 * VirtualTime.SECOND;
    private static final long JUDGED_AFTER_NANOS = 5 * VirtualTime.SECOND;
    private static final long IDLE_NANOS = VirtualTime.SECOND;
    private static final long WASTEFUL_NANOS = 3 * VirtualTime.SECOND;
    private static final int ROUND_SECONDS = 30;

    /** How it behaves; {@code failingWrite} is 0 where its disk is sound, else every n-th write fails. */
    record Nature(boolean gives, boolean takes, boolean lies, int failingWrite) {
        static final Nature HONEST = new Nature(true, true, false, 0);
        static final Nature FREE_RIDER = new Nature(false, true, false, 0);
        static final Nature LIAR = new Nature(true, true, true, 0);

        /** Wants all, has a slot, and takes nothing. */
        static final Nature IDLER = new Nature(false, false, false, 0);

        static Nature withFailingDisk(int everyWrite) {
            return new Nature(true, true, false, everyWrite);
        }
    }

    final String name;
    final PiecePicker picker;
    final Set<String> banned = new HashSet<>();
    final List<SimLink> links = new ArrayList<>();
    long receivedBytes;
    long wastedBytes;
    long sentBytes;
    double completeAtSeconds = Double.NaN;

    private final VirtualTime time;
    private final PieceLayout layout;
    private final Nature nature;
    private final long uploadRate;
    private final UploadTurns<SimLink> turns;
    private final UploadTurns.Share<SimLink> share;
    private final Choker<SimLink> choker;
    private final FreshPieces fresh;
    private final SlotCount slots;
    private final RateMeter uploaded = new RateMeter(5);
    private final Blame<String> blame = new Blame<>();
    private final Map<PartialPiece, boolean[]> badBlocks = new HashMap<>();
    private int ticks;
    private int writes;
    private boolean pumping;

    SimPeer(
            String name,
            VirtualTime time,
            PieceLayout layout,
            boolean seed,
            long uploadRate,
            Nature nature,
            Random random) {
        this.name = name;
        this.time = time;
        this.layout = layout;
        this.nature = nature;
        this.uploadRate = uploadRate;
        int count = layout.pieceCount();
        this.picker = new PiecePicker(layout, seed ? Bitfield.full(count) : new Bitfield(count), random);
        this.turns = new UploadTurns<>(uploadRate, time.now());
        this.share = turns.newShare(0, time.now());
        this.choker = new Choker<>(random);
        this.fresh = new FreshPieces(layout, random);
        this.slots = new SlotCount(OptionalInt.empty(), time.now());
        time.in(VirtualTime.SECOND, this::tick);
    }

    /** Connects two peers. */
    static void connect(SimPeer one, SimPeer two) {
        SimLink here = new SimLink(one, two, one.layout.pieceCount(), one.time.now());
        SimLink there = new SimLink(two, one, two.layout.pieceCount(), two.time.now());
        here.back = there;
        there.back = here;
        one.attach(here);
        two.attach(there);
    }

    private void attach(SimLink link) {
        links.add(link);
        picker.joined(link.pieces);
        Bitfield have = picker.have();
        tell(link, to -> {
            to.owner.picker.bitfield(to.pieces, have);
            to.owner.fresh.hadAnyOf(to.pieces);
            to.owner.updateInterest(to);
        });
    }

    private interface Word {
        void heardBy(SimLink there);
    }

    private void tell(SimLink link, Word word) {
        time.in(LATENCY_NANOS, () -> {
            if (link.open && link.back.open) {
                word.heardBy(link.back);
            }
        });
    }

    private void close(SimLink link) {
        link.open = false;
        if (links.remove(link)) {
            picker.left(link.pieces);
            fresh.left(link.pieces, picker::owners);
            fill();
            askAll();
            link.other.close(link.back);
        }
    }

    private void updateInterest(SimLink link) {
        boolean interesting = link.pieces.isInteresting();
        if (interesting != link.amInterested) {
            link.amInterested = interesting;
            tell(link, to -> to.owner.interested(to, interesting));
        }
    }

    private void interested(SimLink link, boolean now) {
        link.peerInterested = now;
        if (!now) {
            choke(link);
        }
        fill();
    }

    // what it asks for

    private void ask(SimLink to) {
        int room = (to.snubbed ? 1 : to.depth.depth()) - to.pieces.requests().size();
        if (to.amInterested && room > 0 && nature.takes()) {
            boolean idle = to.pieces.requests().isEmpty();
            List<SimLink.Block> asked = new ArrayList<>();
            picker.pick(to.pieces, room, (piece, block) -> asked.add(new SimLink.Block(piece.piece(), block)));
            if (idle && !asked.isEmpty()) {
                to.askedSinceNanos = time.now();
                to.depth.askedIdle(to.askedSinceNanos);
                to.pieces.forgetRate();
            }
            tell(to, there -> there.owner.asked(there, asked));
        }
    }

    private void askAll() {
        List.copyOf(links).forEach(this::ask);
    }

    private void cancel(int piece, int block) {
        for (SimLink link : links) {
            if (picker.release(link.pieces, piece, block)) {
                tell(link, there -> there.owed.remove(new SimLink.Block(piece, block)));
                ask(link);
            }
        }
    }

    private void unchoked(SimLink link, boolean now) {
        link.pieces.setChoking(!now);
        if (now) {
            ask(link);
        } else {
            picker.release(link.pieces);
            askAll();
        }
    }

    // what it gives

    private void asked(SimLink from, List<SimLink.Block> blocks) {
        if (!from.amChoking) {
            from.owed.addAll(blocks);
            if (picker.isSeed()) {
                for (SimLink.Block block : blocks) {
                    if (fresh.asked(from.pieces, block.piece())) {
                        suggest(from);
                    }
                }
            }
            wantTurn(from);
        }
    }

    private void suggest(SimLink link) {
        for (int piece : fresh.suggest(link.pieces, picker::owners)) {
            tell(link, there -> there.pieces.suggest(piece));
        }
    }

    private void wantTurn(SimLink link) {
        if (!link.askedForTurn && !link.owed.isEmpty()) {
            link.askedForTurn = true;
            turns.ask(share, link);
            pump();
        }
    }

    private void pump() {
        if (pumping) {
            return;
        }
        for (UploadTurns.Grant<SimLink> grant = turns.next(time.now()); grant != null; grant = turns.next(time.now())) {
            SimLink link = grant.waiter();
            link.askedForTurn = false;
            int sent = 0;
            while (sent < grant.bytes() && !link.owed.isEmpty()) {
                sent += give(link, link.owed.remove());
            }
            turns.moved(share, sent - grant.bytes(), time.now());
            wantAgain(link);
        }
        long wait = turns.waitNanos(time.now());
        if (wait != Long.MAX_VALUE) {
            pumping = true;
            time.in(Math.max(1, wait), () -> {
                pumping = false;
                pump();
            });
        }
    }

    private void wantAgain(SimLink link) {
        if (!link.owed.isEmpty() && link.open) {
            link.askedForTurn = true;
            turns.ask(share, link);
        }
    }

    private int give(SimLink link, SimLink.Block block) {
        int length = layout.blockLength(block.piece(), block.block());
        if (link.open) {
            sentBytes += length;
            link.takenBytes += length;
            boolean bad = nature.lies();
            tell(link, there -> there.owner.received(there, block, length, bad));
        }
        return length;
    }

    // what it gets

    private void received(SimLink from, SimLink.Block block, int length, boolean bad) {
        from.receivedBytes += length;
        receivedBytes += length;
        from.lastBlockNanos = time.now();
        from.snubbed = false;
        PartialPiece piece = picker.received(from.pieces, block.piece(), block.block());
        if (piece == null) {
            wastedBytes += length;
        } else {
            from.givenBytes += length;
            write(piece, block, bad);
        }
        from.depth.received(1, time.now());
        ask(from);
    }

    private void write(PartialPiece piece, SimLink.Block block, boolean bad) {
        if (nature.failingWrite() > 0 && ++writes % nature.failingWrite() == 0) {
            picker.writeFailed(piece, block.block());
            return;
        }
        badBlocks.computeIfAbsent(piece, p -> new boolean[p.blockCount()])[block.block()] = bad;
        boolean whole = picker.written(piece, block.block());
        if (picker.isAskedOfOthers(piece, block.block())) {
            cancel(block.piece(), block.block());
        }
        if (whole) {
            verify(piece, badBlocks.remove(piece));
        }
    }

    private void verify(PartialPiece piece, boolean[] bad) {
        boolean matches = true;
        List<String> senders = new ArrayList<>();
        List<byte[]> digests = new ArrayList<>();
        for (int block = 0; block < bad.length; block++) {
            matches &= !bad[block];
            senders.add(sender(piece.sender(block)));
            digests.add(new byte[] {(byte) (bad[block] ? 1 : 0)});
        }
        if (!matches) {
            boolean inDoubt = piece.contributors().size() > 1;
            if (inDoubt) {
                blame.failed(piece.piece(), digests, senders);
            }
            picker.failed(piece, inDoubt);
            if (!inDoubt) {
                senders.forEach(this::ban);
            }
            askAll();
            return;
        }
        picker.verified(piece);
        if (blame.isSuspect(piece.piece())) {
            blame.verified(piece.piece(), digests).forEach(this::ban);
        }
        for (SimLink link : List.copyOf(links)) {
            updateInterest(link);
            tell(link, there -> {
                there.owner.picker.have(there.pieces, piece.piece());
                there.owner.fresh.had(piece.piece());
                there.owner.updateInterest(there);
                there.owner.ask(there);
            });
        }
        if (picker.isComplete() && Double.isNaN(completeAtSeconds)) {
            completeAtSeconds = time.seconds();
        }
    }

    private String sender(PeerPieces pieces) {
        return links.stream()
                .filter(link -> link.pieces == pieces)
                .map(link -> link.other.name)
                .findFirst()
                .orElse("gone");
    }

    private void ban(String liar) {
        banned.add(liar);
        links.stream().filter(link -> link.other.name.equals(liar)).findFirst().ifPresent(this::close);
    }

    // whom it serves

    private void tick() {
        long now = time.now();
        for (SimLink link : links) {
            link.sample(now);
            boolean waiting = !link.pieces.requests().isEmpty();
            if (waiting && !link.snubbed && now - link.lastBlockNanos > SNUBBED_NANOS) {
                link.snubbed = true;
                picker.release(
                        link.pieces,
                        (piece, block) ->
                                tell(link, there -> there.owed.remove(new SimLink.Block(piece.piece(), block))));
                choke(link);
            } else if (!waiting) {
                link.lastBlockNanos = now;
                link.askedSinceNanos = now;
            }
            if (now - link.askedSinceNanos > JUDGED_AFTER_NANOS) {
                link.pieces.setRate(link.steered.bytesPerSecond());
            }
        }
        askAll();
        uploaded.sample(sentBytes, now);
        slots.sample(uploaded.bytesPerSecond(), uploadRate, areTakenAndWanted(), now);
        if (++ticks % ROUND_SECONDS == 0) {
            round();
        } else {
            fill();
        }
        time.in(VirtualTime.SECOND, this::tick);
    }

    private boolean areTakenAndWanted() {
        long taken = links.stream()
                .filter(link -> link.peerInterested && !link.amChoking && !isIdle(link, IDLE_NANOS))
                .count();
        return taken > slots.count() && links.stream().anyMatch(link -> link.peerInterested && link.amChoking);
    }

    private void round() {
        if (nature.gives()) {
            Set<SimLink> unchoked = choker.round(candidates(), slots.count(), picker.isComplete());
            links.forEach(link -> {
                if (unchoked.contains(link)) {
                    unchoke(link);
                } else if (!link.amChoking) {
                    link.leftIdle = isIdle(link, WASTEFUL_NANOS);
                    choke(link);
                }
            });
        }
    }

    private void fill() {
        if (nature.gives()) {
            choker.fill(candidates(), slots.count(), picker.isComplete()).forEach(this::unchoke);
        }
    }

    private List<Choker.Candidate<SimLink>> candidates() {
        boolean seeding = picker.isComplete();
        return links.stream()
                .map(link -> new Choker.Candidate<>(
                        link,
                        link.peerInterested,
                        link.snubbed && !seeding,
                        (seeding ? link.judgedTaken : link.judgedGiven).bytesPerSecond(),
                        0,
                        !link.amChoking,
                        isIdle(link, IDLE_NANOS),
                        link.amChoking ? link.leftIdle : isIdle(link, WASTEFUL_NANOS),
                        link.hadSlot,
                        time.now() - link.slotSinceNanos))
                .toList();
    }

    private boolean isIdle(SimLink link, long most) {
        long nanos = picker.isComplete() ? most : WASTEFUL_NANOS;
        return !link.amChoking
                && (picker.isComplete() || link.judgedGiven.bytesPerSecond() == 0)
                && time.now() - link.slotSinceNanos >= nanos
                && link.taken.bytesPerSecond() == 0
                && link.owed.isEmpty();
    }

    private void unchoke(SimLink link) {
        if (link.amChoking) {
            link.amChoking = false;
            link.hadSlot = true;
            link.slotSinceNanos = time.now();
            if (picker.isSeed()) {
                suggest(link);
            }
            tell(link, there -> there.owner.unchoked(there, true));
        }
    }

    private void choke(SimLink link) {
        if (!link.amChoking) {
            link.amChoking = true;
            link.slotSinceNanos = time.now();
            link.owed.clear();
            fresh.choked(link.pieces, picker::owners);
            tell(link, there -> there.owner.unchoked(there, false));
        }
    }
}
