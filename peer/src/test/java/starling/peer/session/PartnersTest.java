package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import starling.announce.PeerId;
import starling.peer.policy.Ledger;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** Who gets a slot, and who is known again. */
class PartnersTest extends OnLoopback {
    private Client client(String name, Partnership partnership) throws IOException {
        return keep(
                new LoopbackOptions(home.resolve(name)).partnership(partnership).open());
    }

    private TorrentSession seed(Client client, Sample sample) throws Exception {
        Path folder = home.resolve("given");
        sample.writeTo(folder);
        TorrentSession session = sample.open(client, folder, Intent.SEED);
        session.start();
        assertThat(session.awaitChecked(PATIENCE)).isTrue();
        return session;
    }

    private ScriptedPeer call(Client client, Sample sample, PeerId id) throws IOException {
        return keep(ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), id, true));
    }

    private static PeerId id(int number) {
        return PeerId.of(String.format("-XX0000-%012d", number).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatAPeerGaveIsRememberedByTheNextRun() throws Exception {
        Sample sample = Sample.of(200_000, 65_536);
        PeerId own;
        try (Client first = Sample.client(home.resolve("a"))) {
            own = first.peerId();
            TorrentSession session = sample.open(first, home.resolve("a"), Intent.DOWNLOAD);
            session.start();
            assertThat(session.awaitChecked(PATIENCE)).isTrue();
            ScriptedPeer giver = call(first, sample, id(7));
            giver.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
            giver.serve(sample);
            assertThat(session.awaitSettled(PATIENCE)).isTrue();
        }

        Client second = client("a", Partnership.USUAL);

        assertThat(second.peerId()).isEqualTo(own);
        assertThat(second.accounts()).singleElement().satisfies(account -> {
            assertThat(account.peer()).isEqualTo(id(7));
            assertThat(account.gaveBytes()).isEqualTo(200_000);
            assertThat(account.tookBytes()).isZero();
        });
        assertThat(new StateFolder(home.resolve("a/state")).ledger().load().accounts())
                .extracting(Ledger.Account::peer)
                .containsExactly(id(7));
    }

    @Test
    void whoIsAnonymousIsAnotherInEachRun() throws Exception {
        Partnership anonymous = new Partnership(OptionalInt.empty(), true);
        Set<PeerId> ids = new HashSet<>();
        for (int run = 0; run < 3; run++) {
            try (Client client = new LoopbackOptions(home.resolve("a"))
                    .partnership(anonymous)
                    .open()) {
                ids.add(client.peerId());
            }
        }
        assertThat(ids).hasSize(3);
    }

    @Test
    void aPinnedNumberOfSlotsIsGivenAndOneForTrial() throws Exception {
        Sample sample = Sample.of(100_000, 65_536);
        Client client = client("a", new Partnership(OptionalInt.of(1), false));
        TorrentSession session = seed(client, sample);
        List<ScriptedPeer> peers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            peers.add(call(client, sample, id(i)));
            peers.get(i).say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
            peers.get(i).hear(MessageType.UNCHOKE);
        }
        ScriptedPeer third = call(client, sample, id(2));
        third.say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (session.snapshot().peers().stream()
                                .filter(PeerSnapshot::interestedInUs)
                                .count()
                        < 3
                && System.nanoTime() < until) {
            Thread.sleep(10);
        }
        assertThat(session.snapshot().peers().stream().filter(peer -> !peer.chokedByUs()))
                .hasSize(2);

        peers.get(0).say(PeerMessage.NOT_INTERESTED);
        third.hear(MessageType.UNCHOKE);
    }

    @Test
    void aThiefOfAnIdThrowsNobodyOut() throws Exception {
        Sample sample = Sample.of(100_000, 65_536);
        Client client = client("a", Partnership.USUAL);
        TorrentSession session = seed(client, sample);
        ScriptedPeer honest = call(client, sample, id(1));
        honest.say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
        honest.hear(MessageType.UNCHOKE);

        for (int i = 0; i < 20; i++) {
            try {
                call(client, sample, id(1)).say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
            } catch (IOException refused) {
                // that is the point
            }
        }

        honest.say(new PeerMessage.Request(0, 0, 100));
        assertThat(honest.hear(MessageType.PIECE)).isEqualTo(new PeerMessage.Piece(0, 0, sample.block(0, 0, 100)));
        assertThat(session.snapshot().peers()).hasSize(1);
    }
}
