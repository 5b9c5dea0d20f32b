package starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;
import starling.announce.Endpoint;
import starling.testing.Mutations;
import starling.wire.PeerExchangeMessage.Contact;

class PeerExchangeMessageTest {
    private static Endpoint endpoint(String address, int port) {
        return new Endpoint(AddressLiteral.parse(address).orElseThrow(), port);
    }

    private static PeerExchangeMessage read(String payload) throws WireException {
        return PeerExchangeMessage.read(ByteBuffer.wrap(payload.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static final PeerExchangeMessage FULL = new PeerExchangeMessage(
            List.of(
                    new Contact(endpoint("192.0.2.1", 6881), Contact.REACHABLE | Contact.UPLOAD_ONLY),
                    new Contact(endpoint("192.0.2.2", 65535), 0),
                    new Contact(endpoint("2001:db8::1", 1), Contact.REACHABLE)),
            List.of(endpoint("192.0.2.3", 80), endpoint("2001:db8::2", 443)));

    @Test
    void comesBack() throws Exception {
        for (PeerExchangeMessage message : List.of(new PeerExchangeMessage(List.of(), List.of()), FULL)) {
            assertThat(PeerExchangeMessage.read(message.payload())).isEqualTo(message);
        }
    }

    @Test
    void doesWithoutFlags() throws Exception {
        PeerExchangeMessage message = read("d5:added12:abcdefghijkl7:added.f1:\u0002e");

        assertThat(message.added()).hasSize(2).allMatch(contact -> contact.flags() == 0);
        assertThat(read("de")).isEqualTo(new PeerExchangeMessage(List.of(), List.of()));
    }

    @Test
    void readsAHundredOfEach() throws Exception {
        List<Contact> added = new ArrayList<>();
        List<Endpoint> dropped = new ArrayList<>();
        for (int i = 1; i <= 150; i++) {
            added.add(new Contact(endpoint("192.0.2.1", i), 0));
            dropped.add(endpoint("2001:db8::1", i));
        }

        PeerExchangeMessage message = PeerExchangeMessage.read(new PeerExchangeMessage(added, dropped).payload());

        assertThat(message.added()).isEqualTo(added.subList(0, 100));
        assertThat(message.dropped()).isEqualTo(dropped.subList(0, 100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "i1e", "le", "d5:added5:abcdee", "d6:added617:abcdefghijklmnopqe", "d7:dropped7:abcdefge"})
    void refusesWhatIsNoPeerExchange(String payload) {
        assertThatThrownBy(() -> read(payload)).isInstanceOf(WireException.class);
    }

    @Test
    void damagedOnesAreRefusedOrBounded() {
        ByteBuffer payload = FULL.payload();
        byte[] example = new byte[payload.remaining()];
        payload.get(example);

        Mutations.Tally tally = Mutations.run(List.of(example), 20_000, WireException.class, input -> {
            PeerExchangeMessage message = PeerExchangeMessage.read(ByteBuffer.wrap(input));
            assertThat(message.added().size()).isLessThanOrEqualTo(PeerExchangeMessage.MOST);
            assertThat(message.dropped().size()).isLessThanOrEqualTo(PeerExchangeMessage.MOST);
        });

        assertThat(tally.taken()).isGreaterThan(100);
        assertThat(tally.refused()).isGreaterThan(100);
    }
}
