package starling.peer.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import starling.announce.PeerId;
import starling.peer.dht.Dht;
import starling.peer.dht.DhtMemory;
import starling.peer.dht.DhtSettings;
import starling.peer.dht.DhtStatus;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.ExtendedHandshake;
import starling.wire.Extension;
import starling.wire.MessageType;
import starling.wire.PeerExchangeMessage;
import starling.wire.PeerMessage;

/** Peers of a private torrent come from its trackers alone (BEP 27). */
@Timeout(300)
class PrivateTorrentTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path home;

    @Test
    void noOtherWayIsTaken() throws Exception {
        Sample secret = Sample.ofPrivate(60_000, 16_384);
        try (Client client = new LoopbackOptions(home).inDht().open();
                Dht node = new Dht(
                        new DhtSettings(true, List.of(), false),
                        Optional.of(InetAddress.getLoopbackAddress()),
                        0,
                        new DhtMemory(home.resolve("node")));
                ScriptedPeer.Door named = new ScriptedPeer.Door()) {
            node.search(secret.metainfo().infoHash(), peers -> {});
            TorrentSession session = secret.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
            session.start();
            assertThat(session.awaitChecked(PATIENCE)).isTrue();
            assertThat(client.dht().state()).as("nothing is looked for there").isEqualTo(DhtStatus.State.WAITING);

            try (ScriptedPeer peer = ScriptedPeer.dialExtended(
                    client.port(),
                    secret.metainfo().infoHash(),
                    PeerId.of("-XX0000-callingpeer1".getBytes(US_ASCII)))) {
                ExtendedHandshake hello = ExtendedHandshake.read(
                        peer.hearExtended(ExtendedHandshake.ID).payload());
                assertThat(hello.messages()).doesNotContainKeys("ut_pex", "ut_metadata");
                assertThat(hello.metadataBytes()).isEmpty();
                peer.say(
                        PeerMessage.HAVE_NONE,
                        ExtendedHandshake.EMPTY
                                .withMessages(Map.of("ut_pex", 7))
                                .message(),
                        new PeerMessage.Extended(
                                Extension.PEER_EXCHANGE.id(),
                                new PeerExchangeMessage(
                                                List.of(new PeerExchangeMessage.Contact(named.endpoint(), 0)),
                                                List.of())
                                        .payload()),
                        new PeerMessage.Port(node.port().getAsInt()),
                        // what comes after it has been heard once it is answered
                        new PeerMessage.Request(0, 0, 16_384));
                peer.hear(MessageType.REJECT);
            }

            session.addPeers(List.of(named.endpoint()));
            assertThat(named.isCalled()).isFalse();
            assertThat(client.dht().state()).isEqualTo(DhtStatus.State.WAITING);
        }
    }
}
