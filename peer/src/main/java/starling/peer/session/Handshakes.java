package starling.peer.session;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.peer.net.Connector;
import starling.peer.net.Link;
import starling.peer.net.Protection;
import starling.peer.net.mse.EncryptedStream;
import starling.peer.net.mse.Encryption;
import starling.peer.net.mse.KeyExchanges;
import starling.peer.net.mse.Method;
import starling.peer.net.mse.NotSpokenException;
import starling.peer.net.mse.Opening;
import starling.peer.net.tls.SslPeers;
import starling.wire.Handshake;
import starling.wire.WireException;

/**
 * The first words of a connection, either way round, encrypted or not; whoever takes too long over them is cut off.
 */
final class Handshakes {
    static final Duration DEADLINE = Duration.ofSeconds(15);

    private final PeerId ownId;
    private final Connector connector;
    private final Encryption encryption;
    private final KeyExchanges keyExchanges;
    private final SslPeers ssl;
    private final Duration deadline;
    private final ScheduledExecutorService clock;
    private final boolean dht;

    /**
     * @param deadline for all that comes before the connection can be used
     * @param dht whether we have a node in the DHT
     */
    Handshakes(
            PeerId ownId,
            Connector connector,
            Encryption encryption,
            KeyExchanges keyExchanges,
            SslPeers ssl,
            Duration deadline,
            ScheduledExecutorService clock,
            boolean dht) {
        this.dht = dht;
        this.ownId = ownId;
        this.connector = connector;
        this.encryption = encryption;
        this.keyExchanges = keyExchanges;
        this.ssl = ssl;
        this.deadline = deadline;
        this.clock = clock;
    }

    /** What a peer said. {@code link} is what to go on with. */
    record Call(Link link, Handshake handshake) {}

    /**
     * Dials a peer, and shows it our handshake before it shows its own. Where the other end does not know how we begin,
     * it is dialled once more, the other way.
     *
     * @param torrent what it is called for; an SSL torrent over TLS alone, also where it was just forgotten
     * @param known how it was reached before
     */
    PeerConnection dial(
            Endpoint endpoint,
            Metainfo torrent,
            Optional<Opening> known,
            ConnectionOwner owner,
            PeerConnection.SharedParts shared)
            throws IOException {
        if (!connector.reaches(endpoint)) {
            throw new WireException("not reachable from the bound address");
        }
        Iterator<Opening> openings = encryption.openings(known).iterator();
        while (true) {
            Link link = connector.dial(endpoint);
            try {
                Call answered = inTime(link, () -> introduce(link, torrent, openings.next()));
                if (!answered.handshake().infoHash().equals(torrent.infoHash())) {
                    throw new WireException("answers for another torrent");
                }
                return new PeerConnection(answered.link(), answered.handshake(), owner, shared);
            } catch (NotSpokenException other) {
                link.close();
                if (!openings.hasNext()) {
                    throw other;
                }
            } catch (IOException | RuntimeException failed) {
                link.close();
                throw failed;
            }
        }
    }

    private Call introduce(Link link, Metainfo torrent, Opening opening) throws IOException {
        InfoHash infoHash = torrent.infoHash();
        ByteBuffer ours = own(infoHash);
        if (torrent.sslCertificate().isPresent() || ssl.cover(infoHash)) {
            Link secured = ssl.call(link, infoHash);
            write(secured, ours);
            return new Call(secured, Handshake.read(read(secured, ByteBuffer.allocate(Handshake.LENGTH))));
        }
        if (opening == Opening.ENCRYPTED) {
            Link encrypted = over(link, keyExchanges.call(link.channel(), infoHash, ours.array()));
            return new Call(encrypted, Handshake.read(read(encrypted, ByteBuffer.allocate(Handshake.LENGTH))));
        }
        ByteBuffer theirs = ByteBuffer.allocate(Handshake.LENGTH);
        try {
            write(link, ours);
            read(link, theirs.limit(Handshake.HEADER_LENGTH));
        } catch (ClosedChannelException late) {
            throw late;
        } catch (IOException hungUp) {
            throw new NotSpokenException("no handshake: " + hungUp.getMessage());
        }
        return new Call(
                link, Handshake.read(read(link, theirs.limit(Handshake.LENGTH).position(Handshake.HEADER_LENGTH))));
    }

    /** The handshake of a peer that called, plain or behind a key exchange. */
    Call hear(Link link) throws IOException {
        return inTime(link, () -> {
            ByteBuffer theirs = ByteBuffer.allocate(Handshake.LENGTH);
            while (theirs.position() < Handshake.HEADER_LENGTH) {
                readSome(link, theirs.limit(Handshake.HEADER_LENGTH));
                if (!Handshake.beginsLike(theirs.duplicate().flip())) {
                    return hearEncrypted(link, theirs);
                }
            }
            if (!encryption.takes(Opening.PLAIN)) {
                throw new WireException("not encrypted");
            }
            Handshake handshake = Handshake.read(read(link, theirs.limit(Handshake.LENGTH)));
            if (ssl.cover(handshake.infoHash())) {
                throw new WireException("asks in plain for what is traded over TLS alone");
            }
            return new Call(link, handshake);
        });
    }

    /** The handshake of a peer that called at the port of SSL torrents. */
    Call hearSecured(Link link) throws IOException {
        return inTime(link, () -> {
            SslPeers.Call call = ssl.answer(link);
            Handshake theirs = Handshake.read(read(call.link(), ByteBuffer.allocate(Handshake.LENGTH)));
            if (!theirs.infoHash().equals(call.infoHash())) {
                throw new WireException("calls for one torrent with the certificate of another");
            }
            return new Call(call.link(), theirs);
        });
    }

    private Call hearEncrypted(Link link, ByteBuffer first) throws IOException {
        if (!encryption.takes(Opening.ENCRYPTED)) {
            throw new WireException("not the BitTorrent protocol");
        }
        EncryptedStream stream = keyExchanges.answer(link.channel(), first);
        Link encrypted = over(link, stream);
        Handshake theirs = Handshake.read(read(encrypted, ByteBuffer.allocate(Handshake.LENGTH)));
        if (!theirs.infoHash().equals(stream.infoHash())) {
            throw new WireException("calls for one torrent with the key of another");
        }
        return new Call(encrypted, theirs);
    }

    private static Link over(Link link, EncryptedStream stream) {
        return link.through(stream.channel(), stream.method() == Method.RC4 ? Protection.RC4 : Protection.HEADER);
    }

    /** Our answer to a peer that called. */
    void answer(Link link, InfoHash infoHash) throws IOException {
        write(link, own(infoHash));
    }

    /** Words that are exchanged. */
    private interface Words {
        Call exchange() throws IOException;
    }

    /** Hangs up where it takes too long. */
    private Call inTime(Link link, Words words) throws IOException {
        Future<?> end;
        try {
            end = clock.schedule(link::close, deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException leaving) {
            throw new ClosedChannelException();
        }
        try {
            return words.exchange();
        } finally {
            end.cancel(false);
        }
    }

    private ByteBuffer own(InfoHash infoHash) {
        ByteBuffer bytes = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(infoHash, ownId, true, true, dht).write(bytes);
        return bytes.flip();
    }

    private static void write(Link link, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            link.channel().write(bytes);
        }
    }

    /** Fills the buffer and turns it round. */
    private static ByteBuffer read(Link link, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            readSome(link, bytes);
        }
        return bytes.flip();
    }

    private static void readSome(Link link, ByteBuffer bytes) throws IOException {
        if (link.channel().read(bytes) < 0) {
            throw new EOFException("closed before the handshake");
        }
    }
}
