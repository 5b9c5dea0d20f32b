package starling.peer.net.mse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.util.Set;
import starling.metainfo.InfoHash;
import starling.wire.Handshake;
import starling.wire.WireException;

/**
 * Both ends of the key exchange. Each says a public key and padding; the caller then names the torrent and what it
 * offers, the called chooses. No byte is read that belongs to what follows. Whoever calls these sees to a deadline.
 */
public final class KeyExchanges {
    /** No padding is longer. */
    static final int MOST_PADDING = 512;

    /** Zeros, which show that both ends have the same key. */
    static final int VERIFICATION_LENGTH = 8;

    private final Encryption encryption;
    private final KnownTorrents known;
    private final SecureRandom random;

    /** @param known what peers that call may ask for */
    public KeyExchanges(Encryption encryption, KnownTorrents known, SecureRandom random) {
        this.encryption = encryption;
        this.known = known;
        this.random = random;
    }

    /**
     * With a peer that we call.
     *
     * @param handshake what follows, sent with the last word
     * @throws NotSpokenException where it hung up on the key, or answered with a plain handshake
     */
    public EncryptedStream call(ByteChannel channel, InfoHash infoHash, byte[] handshake) throws IOException {
        KeyExchange exchange = new KeyExchange(random);
        StreamKeys keys = new StreamKeys(exchange.secret(introduce(channel, exchange)));
        Rc4 outgoing = keys.ofCaller(infoHash);
        Rc4 incoming = keys.ofCalled(infoHash);
        Set<Method> offered = encryption.offered();
        byte[] padding = new byte[random.nextInt(MOST_PADDING + 1)];
        ByteBuffer request =
                ByteBuffer.allocate(2 * InfoHash.LENGTH + VERIFICATION_LENGTH + 8 + padding.length + handshake.length);
        request.put(keys.mark());
        request.put(keys.masked(StreamKeys.nameOf(infoHash)).bytes());
        int plain = request.position();
        request.put(new byte[VERIFICATION_LENGTH]).putInt(Method.bits(offered));
        request.putShort((short) padding.length).put(padding);
        request.putShort((short) handshake.length).put(handshake);
        outgoing.apply(request, plain, request.position());
        Bytes.write(channel, request.flip());

        byte[] verification = incoming.applied(new byte[VERIFICATION_LENGTH]);
        if (!Bytes.readThrough(channel, verification, MOST_PADDING)) {
            throw new WireException("it has another key, or none");
        }
        ByteChannel encrypted = new EncryptedChannel(channel, incoming, EncryptedChannel.ALL, outgoing);
        ByteBuffer answer = ByteBuffer.wrap(Bytes.read(encrypted, 6));
        Set<Method> chosen = Method.of(answer.getInt());
        if (chosen.size() != 1 || Method.bits(chosen) != answer.getInt(0) || !offered.containsAll(chosen)) {
            throw new WireException("it chose what was not offered");
        }
        skipPadding(encrypted, answer.getShort());
        Method method = chosen.iterator().next();
        return new EncryptedStream(method == Method.RC4 ? encrypted : channel, method, infoHash);
    }

    /** Says who we are and hears who they are. */
    private byte[] introduce(ByteChannel channel, KeyExchange exchange) throws IOException {
        try {
            write(channel, exchange.publicKey());
            ByteBuffer theirs = ByteBuffer.allocate(KeyExchange.LENGTH);
            Bytes.read(channel, theirs.limit(Handshake.HEADER_LENGTH));
            if (Handshake.beginsLike(theirs.duplicate().flip())) {
                throw new NotSpokenException("answered with a plain handshake");
            }
            Bytes.read(channel, theirs.limit(KeyExchange.LENGTH));
            return theirs.array();
        } catch (ClosedChannelException late) {
            throw late;
        } catch (IOException hungUp) {
            throw new NotSpokenException("no key exchange: " + hungUp.getMessage());
        }
    }

    private void write(ByteChannel channel, byte[] publicKey) throws IOException {
        byte[] padding = new byte[random.nextInt(MOST_PADDING + 1)];
        random.nextBytes(padding);
        Bytes.write(
                channel,
                ByteBuffer.allocate(publicKey.length + padding.length)
                        .put(publicKey)
                        .put(padding)
                        .flip());
    }

    /**
     * With a peer that called.
     *
     * @param first what it said already: the beginning of its key, from the buffer's start to its position
     */
    public EncryptedStream answer(ByteChannel channel, ByteBuffer first) throws IOException {
        ByteBuffer theirs =
                ByteBuffer.allocate(KeyExchange.LENGTH).put(first.duplicate().flip());
        Bytes.read(channel, theirs);
        KeyExchange exchange = new KeyExchange(random);
        StreamKeys keys = new StreamKeys(exchange.secret(theirs.array()));
        write(channel, exchange.publicKey());

        if (!Bytes.readThrough(channel, keys.mark(), MOST_PADDING)) {
            throw new WireException("neither a handshake nor a key exchange");
        }
        InfoHash infoHash = known.find(keys.masked(InfoHash.of(Bytes.read(channel, InfoHash.LENGTH))))
                .orElseThrow(() -> new WireException("calls for a torrent that is not here"));
        Rc4 incoming = keys.ofCaller(infoHash);
        Rc4 outgoing = keys.ofCalled(infoHash);
        ByteChannel encrypted = new EncryptedChannel(channel, incoming, EncryptedChannel.ALL, outgoing);
        ByteBuffer request = ByteBuffer.wrap(Bytes.read(encrypted, VERIFICATION_LENGTH + 6));
        if (request.getLong() != 0) {
            throw new WireException("it has another key");
        }
        Set<Method> offered = Method.of(request.getInt());
        skipPadding(encrypted, request.getShort());
        int early =
                Short.toUnsignedInt(ByteBuffer.wrap(Bytes.read(encrypted, 2)).getShort());
        Method method =
                encryption.choice(offered).orElseThrow(() -> new WireException("it offers nothing that is taken here"));
        byte[] padding = new byte[random.nextInt(MOST_PADDING + 1)];
        Bytes.write(
                encrypted,
                ByteBuffer.allocate(VERIFICATION_LENGTH + 6 + padding.length)
                        .put(new byte[VERIFICATION_LENGTH])
                        .putInt(Method.bits(Set.of(method)))
                        .putShort((short) padding.length)
                        .put(padding)
                        .flip());
        ByteChannel payload = method == Method.RC4 ? encrypted : new EncryptedChannel(channel, incoming, early, null);
        return new EncryptedStream(payload, method, infoHash);
    }

    private static void skipPadding(ByteChannel channel, short length) throws IOException {
        if (Short.toUnsignedInt(length) > MOST_PADDING) {
            throw new WireException("padding of " + Short.toUnsignedInt(length) + " bytes");
        }
        Bytes.read(channel, length);
    }
}
