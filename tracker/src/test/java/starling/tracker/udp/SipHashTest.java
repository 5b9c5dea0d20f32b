package starling.tracker.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SipHashTest {
    /** The example of the paper: the key 00 to 0f, the message 00 to 0e. */
    @Test
    void theExampleOfItsAuthors() {
        byte[] key = new byte[SipHash.KEY_BYTES];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        long hash = new SipHash(key)
                .begin()
                .add(0x0706050403020100L)
                .add(0x0f0e0d0c0b0a0908L)
                .end();
        assertThat(hash).isEqualTo(0xa129ca6149be45e5L);
    }
}
