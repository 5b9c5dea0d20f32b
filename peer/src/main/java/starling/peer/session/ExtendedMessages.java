package starling.peer.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import starling.announce.Endpoint;
import starling.peer.discovery.OwnAddresses;
import starling.peer.policy.RequestDepth;
import starling.wire.ExtendedHandshake;
import starling.wire.Extension;
import starling.wire.PeerMessage;
import starling.wire.WireException;

/** The frame of the extension protocol (BEP 10) in one torrent: what we speak there, and what others do. */
final class ExtendedMessages {
    /** What is made of a message of an extension that we speak in this torrent. */
    interface Receiver {
        void received(PeerConnection from, Extension extension, PeerMessage.Extended message) throws WireException;
    }

    private final ExtendedHandshake self;
    private final OwnAddresses own;
    private final Set<Extension> spoken;

    /**
     * @param self what to say of this peer in every torrent
     * @param own told where peers see us
     * @param spoken the extensions that we speak in this one
     */
    ExtendedMessages(ExtendedHandshake self, OwnAddresses own, Set<Extension> spoken) {
        this.own = own;
        Map<String, Integer> ids = new TreeMap<>();
        spoken.forEach(extension -> ids.put(extension.text(), extension.id()));
        this.self = self.withMessages(ids);
        this.spoken = Set.copyOf(spoken);
    }

    /** What a peer says of itself in every torrent. */
    static ExtendedHandshake self(String program, int listenPort) {
        return new ExtendedHandshake(
                Map.of(),
                Optional.of(program),
                OptionalInt.of(listenPort),
                OptionalInt.of(OutgoingQueue.MAX_BLOCKS),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /**
     * Says who we are, to a peer that understands it. May be said again where something changed.
     *
     * @param metadataBytes where we have the metadata and give it
     */
    void greet(PeerConnection peer, OptionalInt metadataBytes, boolean uploadOnly) {
        if (peer.extensionProtocol()) {
            Endpoint remote = peer.link().remote();
            peer.out.add(self.withMetadata(metadataBytes)
                    .withUploadOnly(uploadOnly)
                    .withYourAddress(remote.address())
                    .withOthers(own.seen(!remote.isIpv6()).stream().toList())
                    .message());
        }
    }

    /** Under the torrent's lock. Handshakes change what is known of the peer; what we do not speak here is passed over. */
    void received(PeerConnection from, PeerMessage.Extended message, Receiver receiver) throws WireException {
        if (message.id() == ExtendedHandshake.ID) {
            ExtendedHandshake said = ExtendedHandshake.read(message.payload());
            from.extensions.said(said);
            said.yourAddress().ifPresent(address -> own.seenBy(from.link().remote(), address));
            from.extensions.requestQueue().ifPresent(length -> from.depth = new RequestDepth(length));
            return;
        }
        Extension extension =
                Extension.ofId(message.id()).filter(spoken::contains).orElse(null);
        if (extension != null) {
            receiver.received(from, extension, message);
        }
    }
}
