package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.PeerId;
import starling.peer.policy.AllowedFastSet;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.Bitfield;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** BEP 6 and BEP 16 at both ends, with scripted peers. */
class FastExtensionTest extends OnLoopback {
    private Client seed(Sample sample, boolean superSeeding) throws Exception {
        Client client = keep(Sample.client(home.resolve("seeder")));
        sample.writeTo(home.resolve("seed"));
        TorrentSession session = sample.open(client, home.resolve("seed"), Intent.SEED);
        if (superSeeding) {
            session.superSeed();
        }
        session.start();
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        return client;
    }

    private ScriptedPeer dial(Client client, Sample sample, String id, boolean fast) throws IOException {
        PeerId peerId = PeerId.of(Arrays.copyOf(id.getBytes(StandardCharsets.US_ASCII), PeerId.LENGTH));
        return keep(ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), peerId, fast));
    }

    private ScriptedPeer seedOf(TorrentSession session, Sample sample) throws Exception {
        ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
        session.addPeers(List.of(door.endpoint()));
        return keep(door.accept(sample.metainfo().infoHash(), ScriptedPeer.ID, true));
    }

    private TorrentSession download(Sample sample) throws IOException {
        Client client = keep(Sample.client(home.resolve("leecher")));
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.start();
        return session;
    }

    private static int have(PeerMessage message) {
        return ((PeerMessage.Have) message).piece();
    }

    // Giving

    @Test
    void aStartingPeerIsAllowedItsSetAndGetsItWhileChoked() throws Exception {
        Sample sample = Sample.of(100 * BLOCK, BLOCK);
        ScriptedPeer peer = dial(seed(sample, false), sample, "starting", true);
        Set<Integer> expected = AllowedFastSet.of(
                java.net.InetAddress.getLoopbackAddress().getAddress(),
                sample.metainfo().infoHash(),
                100,
                AllowedFastSet.SIZE);

        peer.say(PeerMessage.HAVE_NONE);
        Set<Integer> allowed = new HashSet<>();
        while (allowed.size() < AllowedFastSet.SIZE) {
            allowed.add(((PeerMessage.AllowedFast) peer.hear(MessageType.ALLOWED_FAST)).piece());
        }
        assertThat(allowed).isEqualTo(expected);
        int other = expected.contains(0) ? 1 : 0;
        while (expected.contains(other)) {
            other++;
        }
        PeerMessage.Request refused = new PeerMessage.Request(other, 0, BLOCK);
        peer.say(refused);
        assertThat(peer.hear(MessageType.REJECT)).isEqualTo(new PeerMessage.Reject(other, 0, BLOCK));
        for (int piece : expected) {
            peer.say(new PeerMessage.Request(piece, 0, BLOCK));
            assertThat(peer.hear(message -> true))
                    .isEqualTo(new PeerMessage.Piece(piece, 0, sample.block(piece, 0, BLOCK)));
        }
    }

    @Test
    void itGetsItTwiceAtMost() throws Exception {
        Sample sample = Sample.of(3 * BLOCK, BLOCK);
        ScriptedPeer peer = dial(seed(sample, false), sample, "greedy", true);
        peer.say(PeerMessage.HAVE_NONE);
        int given = 0;
        while (true) {
            peer.say(new PeerMessage.Request(1, 0, BLOCK));
            if (peer.hear(message -> message.type() == MessageType.PIECE || message.type() == MessageType.REJECT)
                            .type()
                    == MessageType.REJECT) {
                break;
            }
            given++;
        }

        assertThat(given).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasEnoughOrKnowsNothingOfItIsAllowedNothing(boolean fast) throws Exception {
        Sample sample = Sample.of(100 * BLOCK, BLOCK);
        ScriptedPeer peer = dial(seed(sample, false), sample, "other", fast);
        Bitfield has = new Bitfield(100);
        for (int piece = 0; fast && piece < AllowedFastSet.SIZE; piece++) {
            has.set(piece);
        }

        peer.say(PeerMessage.Pieces.of(has), PeerMessage.INTERESTED);

        assertThat(peer.hear().type()).isIn(MessageType.HAVE_ALL, MessageType.BITFIELD);
        assertThat(peer.hear(message -> message.type() != MessageType.SUGGEST).type())
                .isEqualTo(MessageType.UNCHOKE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HAVE_ALL", "HAVE_NONE", "SUGGEST", "ALLOWED_FAST", "REJECT"})
    void withoutTheExtensionItsMessagesEndTheConnection(MessageType type) throws Exception {
        Sample sample = Sample.of(3 * BLOCK, BLOCK);
        ScriptedPeer peer = dial(seed(sample, false), sample, "old", false);

        peer.say(
                switch (type) {
                    case HAVE_ALL -> PeerMessage.HAVE_ALL;
                    case HAVE_NONE -> PeerMessage.HAVE_NONE;
                    case SUGGEST -> new PeerMessage.Suggest(0);
                    case ALLOWED_FAST -> new PeerMessage.AllowedFast(0);
                    default -> new PeerMessage.Reject(0, 0, BLOCK);
                });

        assertThat(peer.isHungUp()).isTrue();
    }

    // Taking

    @Test
    void whatIsAllowedIsAskedForWhileChokedAndNothingElse() throws Exception {
        Sample sample = Sample.of(8 * BLOCK, BLOCK);
        TorrentSession session = download(sample);
        ScriptedPeer peer = seedOf(session, sample);

        peer.say(
                PeerMessage.HAVE_ALL,
                new PeerMessage.AllowedFast(99),
                new PeerMessage.AllowedFast(5),
                new PeerMessage.AllowedFast(2));

        List<PeerMessage> asked = List.of(peer.hear(MessageType.REQUEST), peer.hear(MessageType.REQUEST));
        assertThat(asked)
                .containsExactlyInAnyOrder(new PeerMessage.Request(5, 0, BLOCK), new PeerMessage.Request(2, 0, BLOCK));
        peer.say(new PeerMessage.Piece(5, 0, sample.block(5, 0, BLOCK)), new PeerMessage.Reject(2, 0, BLOCK));
        assertThat(have(peer.hear())).isEqualTo(5);
        peer.say(PeerMessage.UNCHOKE);
        peer.serve(sample);
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
    }

    @Test
    void aSuggestionIsNoWordThatThePeerHasThePiece() throws Exception {
        Sample sample = Sample.of(8 * BLOCK, BLOCK);
        ScriptedPeer peer = seedOf(download(sample), sample);

        peer.say(
                PeerMessage.HAVE_NONE,
                new PeerMessage.Suggest(3),
                new PeerMessage.AllowedFast(3),
                PeerMessage.UNCHOKE,
                new PeerMessage.Have(6));

        assertThat(peer.hear(MessageType.REQUEST)).isEqualTo(new PeerMessage.Request(6, 0, BLOCK));
    }

    @Test
    void amongEqualsTheSuggestedComesFirst() throws Exception {
        Sample sample = Sample.of(64 * BLOCK, BLOCK);
        ScriptedPeer peer = seedOf(download(sample), sample);

        peer.say(PeerMessage.HAVE_ALL, new PeerMessage.Suggest(41), PeerMessage.UNCHOKE);

        assertThat(peer.hear(MessageType.REQUEST)).isEqualTo(new PeerMessage.Request(41, 0, BLOCK));
    }

    @Test
    void aRejectOfWhatWasNeverAskedForChangesNothing() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        TorrentSession session = download(sample);
        ScriptedPeer peer = seedOf(session, sample);

        peer.say(
                new PeerMessage.Reject(1, 0, BLOCK),
                PeerMessage.HAVE_ALL,
                new PeerMessage.Reject(1, 0, BLOCK),
                PeerMessage.UNCHOKE);
        peer.serve(sample);

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
    }

    // Super-seeding

    @Test
    void aSuperSeedShowsOnePieceAndTheNextOnceItWasSeenElsewhere() throws Exception {
        Sample sample = Sample.of(6 * BLOCK, BLOCK);
        Client client = seed(sample, true);
        ScriptedPeer one = dial(client, sample, "one", true);
        ScriptedPeer two = dial(client, sample, "two", false);
        two.say(PeerMessage.INTERESTED);
        int ofTwo = have(two.hear(MessageType.HAVE));
        assertThat(one.hear()).isEqualTo(PeerMessage.HAVE_NONE);
        one.say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
        int first = have(one.hear(MessageType.HAVE));
        assertThat(first).isNotEqualTo(ofTwo);
        assertThat(one.hear()).isEqualTo(new PeerMessage.Suggest(first));
        one.hear(MessageType.UNCHOKE);

        one.say(new PeerMessage.Request(ofTwo, 0, BLOCK), new PeerMessage.Request(first, 0, BLOCK));
        assertThat(one.hear()).isEqualTo(new PeerMessage.Reject(ofTwo, 0, BLOCK));
        assertThat(one.hear(MessageType.PIECE))
                .isEqualTo(new PeerMessage.Piece(first, 0, sample.block(first, 0, BLOCK)));
        // Its own have brings it nothing; the other's does.
        one.say(new PeerMessage.Have(first), new PeerMessage.Request(ofTwo, 0, BLOCK));
        assertThat(one.hear()).isEqualTo(new PeerMessage.Reject(ofTwo, 0, BLOCK));
        two.say(new PeerMessage.Have(first));
        assertThat(have(one.hear())).isNotIn(first, ofTwo);
    }

    @Test
    void aSuperSeedIsAnOrdinaryOneOnceThereIsAnother() throws Exception {
        Sample sample = Sample.of(6 * BLOCK, BLOCK);
        Client client = seed(sample, true);
        ScriptedPeer one = dial(client, sample, "one", true);
        one.say(PeerMessage.HAVE_NONE);
        Set<Integer> shown = new HashSet<>();
        shown.add(have(one.hear(MessageType.HAVE)));

        ScriptedPeer other = dial(client, sample, "other", true);
        other.say(PeerMessage.HAVE_ALL);

        assertThat(other.isHungUp()).isTrue();
        while (shown.size() < 6) {
            assertThat(shown.add(have(one.hear(MessageType.HAVE)))).isTrue();
        }
        assertThat(dial(client, sample, "later", true).hear()).isEqualTo(PeerMessage.HAVE_ALL);
    }
}
