package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import starling.announce.Endpoint;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceLayout;
import starling.peer.dht.Dht;
import starling.peer.policy.PiecePicker;
import starling.wire.Bitfield;
import starling.wire.DontHave;
import starling.wire.Extension;
import starling.wire.MessageType;
import starling.wire.MetadataMessage;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/** What each message of a peer changes, blocks excepted (BEP 3, 6, 10). Under the torrent's lock. */
final class Conversation {
    /** Messages that a peer may send only where both ends know the fast extension (BEP 6). */
    private static final Set<MessageType> FAST = EnumSet.of(
            MessageType.HAVE_ALL,
            MessageType.HAVE_NONE,
            MessageType.SUGGEST,
            MessageType.REJECT,
            MessageType.ALLOWED_FAST);

    /** Several times the longest queue that we say we keep: a choke may come between. */
    private static final int MAX_REFUSED = 8 * OutgoingQueue.MAX_BLOCKS;

    /** With more than these, a peer from before would have to be told of each: it is quicker to call it again. */
    private static final int MOST_HAVES = 20_000;

    private final Metainfo metainfo;
    private final PieceLayout layout;
    private final PiecePicker picker;
    private final UploadSlots slots;
    private final BlockRequests requests;
    private final SuperSeeder superSeeder;
    private final Suggestions suggestions;
    private final ExtendedMessages extended;
    private final List<Endpoint> named = new ArrayList<>();
    private final MetadataGiving giving;
    private final Dht dht;

    Conversation(
            Metainfo metainfo,
            PiecePicker picker,
            UploadSlots slots,
            BlockRequests requests,
            SuperSeeder superSeeder,
            Suggestions suggestions,
            ExtendedMessages extended,
            Dht dht) {
        this.extended = extended;
        this.dht = dht;
        this.giving = new MetadataGiving(metainfo);
        this.metainfo = metainfo;
        this.layout = metainfo.layout();
        this.superSeeder = superSeeder;
        this.suggestions = suggestions;
        this.picker = picker;
        this.slots = slots;
        this.requests = requests;
    }

    void received(PeerConnection from, PeerMessage message) throws WireException {
        if (FAST.contains(message.type()) && !from.fastExtension()) {
            throw new WireException(message.type() + " without the fast extension");
        }
        switch (message.type()) {
            case CHOKE -> {
                from.pieces.setChoking(true);
                if (!from.fastExtension()) {
                    picker.release(from.pieces);
                    requests.askAll();
                }
            }
            case UNCHOKE -> {
                from.pieces.setChoking(false);
                requests.ask(from);
            }
            case INTERESTED -> {
                from.peerInterested = true;
                slots.fill(picker.isComplete());
            }
            case NOT_INTERESTED -> {
                from.peerInterested = false;
                UploadSlots.choke(from);
                slots.fill(picker.isComplete());
            }
            case HAVE -> {
                int piece = ((PeerMessage.Have) message).piece();
                if (!layout.isPiece(piece)) {
                    throw new WireException("have of piece " + piece + ", which there is not");
                }
                picker.have(from.pieces, piece);
                suggestions.had(piece);
                superSeeder.have(from);
                piecesChanged(from);
            }
            case BITFIELD -> bitfield(from, Bitfield.read(((PeerMessage.Pieces) message).bits(), layout.pieceCount()));
            case HAVE_ALL -> pieces(from, Bitfield.full(layout.pieceCount()));
            case HAVE_NONE -> pieces(from, new Bitfield(layout.pieceCount()));
            case REQUEST -> upload(from, (PeerMessage.Request) message);
            case CANCEL -> {
                PeerMessage.Cancel cancel = (PeerMessage.Cancel) message;
                from.out.cancelBlock(cancel.piece(), cancel.begin(), cancel.length());
            }
            case REJECT -> requests.rejected(from, (PeerMessage.Reject) message);
            case EXTENDED -> {
                extended.received(from, (PeerMessage.Extended) message, this::extension);
                hangUpWhereBothOnlyGive(from);
            }
            case PORT -> {
                if (!metainfo.isPrivate()) {
                    dht.suggest(new Endpoint(from.link().remote().address(), ((PeerMessage.Port) message).port()));
                }
            }
            case SUGGEST -> {
                int piece = ((PeerMessage.Suggest) message).piece();
                if (layout.isPiece(piece)) {
                    from.pieces.suggest(piece);
                }
            }
            case ALLOWED_FAST -> {
                int piece = ((PeerMessage.AllowedFast) message).piece();
                if (layout.isPiece(piece)) {
                    from.pieces.allow(piece);
                    requests.ask(from);
                }
            }
            default -> {
                // a keep-alive and what is unknown change nothing
            }
        }
    }

    private void extension(PeerConnection from, Extension extension, PeerMessage.Extended message)
            throws WireException {
        switch (extension) {
            case METADATA -> {
                if (MetadataMessage.read(message.payload()) instanceof MetadataMessage.Request request) {
                    giving.asked(from, request);
                }
            }
            case UPLOAD_ONLY ->
                from.extensions.setUploadOnly(
                        message.payload().hasRemaining() && message.payload().get() != 0);
            case DONT_HAVE -> lost(from, DontHave.piece(message.payload(), layout));
            case PEER_EXCHANGE -> named.addAll(PeerExchanges.heard(from, message.payload(), System.nanoTime()));
        }
    }

    /** Whom peers have named since the last time. */
    List<Endpoint> takeNamed() {
        if (named.isEmpty()) {
            return List.of();
        }
        List<Endpoint> taken = List.copyOf(named);
        named.clear();
        return taken;
    }

    /** What was asked of the piece will not come; the peer need not say so for each block. */
    private void lost(PeerConnection from, int piece) {
        picker.lost(from.pieces, piece);
        for (int block = 0; block < layout.blockCount(piece); block++) {
            picker.release(from.pieces, piece, block);
        }
        updateInterest(from);
        requests.askAll();
    }

    /** Says what we have and who we are to a peer that has come. */
    void begin(PeerConnection peer) {
        peer.out.add(firstMessage(peer));
        greet(peer);
    }

    private PeerMessage firstMessage(PeerConnection peer) {
        boolean nothing = picker.haveCount() == 0 || superSeeder.isOn();
        if (peer.fastExtension() && picker.isSeed() && !nothing) {
            return PeerMessage.HAVE_ALL;
        }
        if (nothing) {
            return peer.fastExtension() ? PeerMessage.HAVE_NONE : PeerMessage.KEEP_ALIVE;
        }
        return PeerMessage.Pieces.of(picker.have());
    }

    /** Whether a conversation from before the torrent was known is worth going on with. */
    boolean mayGoOn() {
        return picker.haveCount() <= MOST_HAVES;
    }

    /** Goes on with a peer that was told that we have nothing, and has said this much. */
    void goOn(PeerConnection peer, List<PeerMessage> said) throws WireException {
        Bitfield have = picker.have();
        for (int piece = have.next(0); piece >= 0; piece = have.next(piece + 1)) {
            peer.out.add(new PeerMessage.Have(piece));
        }
        greet(peer);
        for (PeerMessage message : said) {
            received(peer, message);
        }
    }

    private void greet(PeerConnection peer) {
        if (peer.dht() && !metainfo.isPrivate() && dht.port().isPresent()) {
            peer.out.add(new PeerMessage.Port(dht.port().getAsInt()));
        }
        extended.greet(peer, giving.bytes(), isUploadOnly());
    }

    /** All that is wanted is there: the peer is told that we fetch nothing any more (BEP 21). */
    static void sayUploadOnly(PeerConnection peer) {
        if (peer.extensions.takes(Extension.UPLOAD_ONLY)) {
            peer.out.add(peer.extensions.message(Extension.UPLOAD_ONLY, ByteBuffer.wrap(new byte[] {1})));
        }
    }

    private boolean isUploadOnly() {
        return picker.isComplete() && !superSeeder.isOn();
    }

    private void hangUpWhereBothOnlyGive(PeerConnection from) {
        if (from.extensions.isUploadOnly() && isUploadOnly()) {
            from.close();
        }
    }

    /** BEP 3 has it come first and once, but aria2 sends one for several haves where that is shorter. */
    private void bitfield(PeerConnection from, Bitfield has) throws WireException {
        if (!from.saidPieces && from.pieces.count() == 0) {
            pieces(from, has);
            return;
        }
        for (int piece = 0; piece < has.size(); piece++) {
            if (has.get(piece)) {
                picker.have(from.pieces, piece);
            }
        }
        suggestions.hadAnyOf(from);
        superSeeder.have(from);
        piecesChanged(from);
    }

    private void pieces(PeerConnection from, Bitfield has) throws WireException {
        if (from.saidPieces || from.pieces.count() > 0) {
            throw new WireException("says a second time what it has");
        }
        from.saidPieces = true;
        picker.bitfield(from.pieces, has);
        if (!superSeeder.isOn()) {
            from.allowance.offer(from, metainfo, picker, suggestions);
        }
        suggestions.hadAnyOf(from);
        superSeeder.joined(from);
        piecesChanged(from);
    }

    private void piecesChanged(PeerConnection from) {
        if (from.pieces.isSeed() && picker.isComplete()) {
            superSeeder.end();
            from.close();
            return;
        }
        updateInterest(from);
        requests.ask(from);
    }

    /** Tells the peer where our interest in it has changed. */
    static void updateInterest(PeerConnection connection) {
        boolean interesting = connection.pieces.isInteresting();
        if (interesting != connection.amInterested) {
            connection.amInterested = interesting;
            connection.out.add(interesting ? PeerMessage.INTERESTED : PeerMessage.NOT_INTERESTED);
        }
    }

    private void upload(PeerConnection to, PeerMessage.Request request) throws WireException {
        if (!layout.isRequest(request.piece(), request.begin(), request.length())) {
            throw new WireException("request out of bounds");
        }
        boolean queued = picker.has(request.piece())
                && superSeeder.isShown(to, request.piece())
                && (!to.amChoking || to.allowance.take(to, request))
                && to.out.addBlock(request.piece(), request.begin(), request.length());
        if (queued && !to.amChoking) {
            suggestions.asked(to, request.piece());
        }
        if (queued) {
            to.refusedInARow = 0;
        } else if (++to.refusedInARow > MAX_REFUSED) {
            throw new WireException("asks on and on for what it does not get");
        } else if (to.fastExtension()) {
            to.out.add(new PeerMessage.Reject(request.piece(), request.begin(), request.length()));
        }
    }
}
