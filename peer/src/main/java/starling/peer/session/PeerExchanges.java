package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import starling.announce.Endpoint;
import starling.wire.Extension;
import starling.wire.PeerExchangeMessage;
import starling.wire.PeerExchangeMessage.Contact;
import starling.wire.WireException;

/**
 * Who tells whom of whom (BEP 11): each peer hears once a minute at most who came and who went. Under the torrent's lock.
 */
final class PeerExchanges {
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Others may count their minute a little differently; what comes sooner is passed over. */
    private static final long LEAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(45);

    private static final int MOST_AT_ONCE = 50;

    /** More than a peer could call soon; it bounds the work where a thousand are connected. */
    private static final int MOST_CONTACTS = 200;

    /** What one peer was told, and when it told us. */
    static final class Told {
        private Set<Endpoint> endpoints = Set.of();
        private long saidNanos;
        private boolean said;
        private long heardNanos;
        private boolean heard;
    }

    /** The peers who can be called, found once for all that are to hear of them. */
    private Map<Endpoint, Contact> contacts(List<PeerConnection> connections) {
        Map<Endpoint, Contact> contacts = new HashMap<>();
        for (PeerConnection connection : connections) {
            if (contacts.size() == MOST_CONTACTS) {
                break;
            }
            endpoint(connection)
                    .ifPresent(endpoint -> contacts.put(endpoint, new Contact(endpoint, flags(connection))));
        }
        return contacts;
    }

    /** Where others can call it: where we did, or where it says that it listens. */
    private static Optional<Endpoint> endpoint(PeerConnection connection) {
        Endpoint remote = connection.link().remote();
        if (connection.link().dialled()) {
            return Optional.of(remote);
        }
        int port = connection.extensions.port().orElse(0);
        return port == 0 ? Optional.empty() : Optional.of(new Endpoint(remote.address(), port));
    }

    private static int flags(PeerConnection connection) {
        boolean onlyGives = connection.extensions.isUploadOnly() || connection.pieces.isSeed();
        return (onlyGives ? Contact.UPLOAD_ONLY : 0) | (connection.link().dialled() ? Contact.REACHABLE : 0);
    }

    /** Tells those whose time has come. */
    void tick(List<PeerConnection> connections, long nowNanos) {
        Map<Endpoint, Contact> contacts = null;
        for (PeerConnection to : connections) {
            boolean due = !to.told.said || nowNanos - to.told.saidNanos >= PAUSE_NANOS;
            if (due && to.extensions.takes(Extension.PEER_EXCHANGE)) {
                contacts = contacts == null ? contacts(connections) : contacts;
                tell(to, contacts, nowNanos);
            }
        }
    }

    private static void tell(PeerConnection to, Map<Endpoint, Contact> contacts, long nowNanos) {
        Optional<Endpoint> itself = endpoint(to);
        List<Contact> added = new ArrayList<>();
        List<Endpoint> dropped = new ArrayList<>();
        Set<Endpoint> known = new HashSet<>(to.told.endpoints);
        for (Endpoint endpoint : to.told.endpoints) {
            if (!contacts.containsKey(endpoint) && dropped.size() < MOST_AT_ONCE) {
                dropped.add(endpoint);
                known.remove(endpoint);
            }
        }
        for (Contact contact : contacts.values()) {
            boolean other = itself.isEmpty() || !itself.get().equals(contact.endpoint());
            if (other && added.size() < MOST_AT_ONCE && known.add(contact.endpoint())) {
                added.add(contact);
            }
        }
        if (added.isEmpty() && dropped.isEmpty()) {
            return;
        }
        to.told.endpoints = known;
        to.told.said = true;
        to.told.saidNanos = nowNanos;
        to.out.add(to.extensions.message(Extension.PEER_EXCHANGE, new PeerExchangeMessage(added, dropped).payload()));
    }

    /** Whom a peer names; nobody where it has told us a moment ago. */
    static List<Endpoint> heard(PeerConnection from, ByteBuffer payload, long nowNanos) throws WireException {
        PeerExchangeMessage message = PeerExchangeMessage.read(payload);
        if (from.told.heard && nowNanos - from.told.heardNanos < LEAST_PAUSE_NANOS) {
            return List.of();
        }
        from.told.heard = true;
        from.told.heardNanos = nowNanos;
        return message.added().stream().map(Contact::endpoint).toList();
    }
}
