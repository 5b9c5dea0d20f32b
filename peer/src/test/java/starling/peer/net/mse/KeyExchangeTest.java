package starling.peer.net.mse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.wire.WireException;

class KeyExchangeTest {
    static final String PRIME = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74"
            + "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
            + "4fe1356d6d51c245e485b576625e7ec6f44c42e9a63a36210000000000090563";

    private final SecureRandom random = new SecureRandom();

    @Test
    void bothEndsComeToOneSecret() throws WireException {
        for (int round = 0; round < 50; round++) {
            KeyExchange one = new KeyExchange(random);
            KeyExchange other = new KeyExchange(random);

            byte[] secret = one.secret(other.publicKey());

            assertThat(secret).hasSize(KeyExchange.LENGTH).isEqualTo(other.secret(one.publicKey()));
            assertThat(secret).isNotEqualTo(one.secret(new KeyExchange(random).publicKey()));
        }
    }

    /** With these, whoever listens knows the secret: it is 0, 1 or one less than the prime. */
    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "62 below the prime", "63 the prime", "64 above", "ff"})
    void aKeyThatHidesNothingIsRefused(String key) {
        byte[] theirs = key.contains(" ") ? HexFormat.of().parseHex(PRIME) : new byte[KeyExchange.LENGTH];
        byte last = (byte) Integer.parseInt(key.substring(0, 2), 16);
        if (key.equals("ff")) {
            Arrays.fill(theirs, last);
        }
        theirs[KeyExchange.LENGTH - 1] = last;

        assertThatThrownBy(() -> new KeyExchange(random).secret(theirs)).isInstanceOf(WireException.class);
    }

    @Test
    void theSmallestAndTheLargestKeyThatHideSomethingAreTaken() throws WireException {
        byte[] two = new byte[KeyExchange.LENGTH];
        two[KeyExchange.LENGTH - 1] = 2;
        byte[] large = HexFormat.of().parseHex(PRIME);
        large[KeyExchange.LENGTH - 1] = 0x61;

        assertThat(new KeyExchange(random).secret(two)).hasSize(KeyExchange.LENGTH);
        assertThat(new KeyExchange(random).secret(large)).hasSize(KeyExchange.LENGTH);
    }
}
