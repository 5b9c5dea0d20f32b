package starling.peer.session;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import starling.announce.Endpoint;
import starling.wire.ExtendedHandshake;
import starling.wire.Extension;
import starling.wire.PeerMessage;

/**
 * What one peer said of itself in its extended handshakes (BEP 10): each may renumber extensions and switch them off, and
 * what it does not speak of stays. Under the torrent's lock.
 */
final class PeerExtensions {
    private final Map<Extension, Integer> ids = new EnumMap<>(Extension.class);
    private Optional<String> program = Optional.empty();
    private OptionalInt port = OptionalInt.empty();
    private OptionalInt requestQueue = OptionalInt.empty();
    private OptionalInt metadataBytes = OptionalInt.empty();
    private List<InetAddress> others = List.of();
    private boolean uploadOnly;

    void said(ExtendedHandshake handshake) {
        for (Extension extension : Extension.values()) {
            Integer id = handshake.messages().get(extension.text());
            if (id != null) {
                ids.put(extension, id);
            }
        }
        program = handshake.version().or(() -> program);
        port = handshake.port().isPresent() ? handshake.port() : port;
        requestQueue = handshake.requestQueue().isPresent() ? handshake.requestQueue() : requestQueue;
        metadataBytes = handshake.metadataBytes().isPresent() ? handshake.metadataBytes() : metadataBytes;
        uploadOnly = handshake.uploadOnly().orElse(uploadOnly);
        others = handshake.others().isEmpty() ? others : handshake.others();
    }

    /** Where else it can be reached by what it says: at addresses of the family that a connection to it is not of. */
    List<Endpoint> elsewhere(Endpoint remote) {
        return port.isEmpty()
                ? List.of()
                : others.stream()
                        .map(address -> new Endpoint(address, port.getAsInt()))
                        .filter(endpoint -> endpoint.isIpv6() != remote.isIpv6())
                        .toList();
    }

    /** Whether the peer takes messages of the extension. */
    boolean takes(Extension extension) {
        return ids.getOrDefault(extension, 0) != 0;
    }

    /** A message to the peer, which {@link #takes} it. */
    PeerMessage message(Extension extension, ByteBuffer payload) {
        return new PeerMessage.Extended(ids.get(extension), payload);
    }

    /** What it calls itself. */
    Optional<String> program() {
        return program;
    }

    /** Where it listens. */
    OptionalInt port() {
        return port;
    }

    /** How many requests it keeps. */
    OptionalInt requestQueue() {
        return requestQueue;
    }

    /** How long it says that the metadata is. */
    OptionalInt metadataBytes() {
        return metadataBytes;
    }

    /** Whether it fetches nothing any more (BEP 21). */
    boolean isUploadOnly() {
        return uploadOnly;
    }

    void setUploadOnly(boolean now) {
        uploadOnly = now;
    }
}
