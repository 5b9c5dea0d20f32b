package starling.peer.net.mse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rc4Test {
    /** The keystream from its 1,024th byte on (RFC 6229). */
    @Test
    void itIsRc4WithoutItsBeginning() {
        byte[] keystream = new Rc4(new byte[] {1, 2, 3, 4, 5}).applied(new byte[16]);

        assertThat(HexFormat.of().formatHex(keystream)).isEqualTo("30abbcc7c20b01609f23ee2d5f6bb7df");
    }

    @ParameterizedTest
    @CsvSource({"true, 40", "false, 40", "true, 10000", "false, 10000"})
    void anyPortionsMakeTheSameStream(boolean direct, int most) throws Exception {
        Random random = new Random(7);
        byte[] key = new byte[20];
        random.nextBytes(key);
        byte[] plain = new byte[100_000];
        random.nextBytes(plain);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(plain.length) : ByteBuffer.allocate(plain.length);
        buffer.put(plain).flip();

        Rc4 rc4 = new Rc4(key);
        int from = 0;
        while (from < plain.length) {
            int to = Math.min(plain.length, from + random.nextInt(most));
            rc4.apply(buffer, from, to);
            from = to;
        }

        byte[] encrypted = new byte[plain.length];
        buffer.get(encrypted);
        assertThat(encrypted).isEqualTo(expected(key, plain));
        assertThat(new Rc4(key).applied(encrypted)).isEqualTo(plain);
    }

    @Test
    void onlyTheBytesInBetweenChange() {
        ByteBuffer buffer = ByteBuffer.allocate(64).position(3).limit(60);

        new Rc4(new byte[] {1}).apply(buffer, 10, 31);

        assertThat(buffer.position()).isEqualTo(3);
        assertThat(buffer.limit()).isEqualTo(60);
        assertThat(Arrays.copyOfRange(buffer.array(), 0, 10)).containsOnly(0);
        assertThat(Arrays.copyOfRange(buffer.array(), 31, 64)).containsOnly(0);
    }

    private static byte[] expected(byte[] key, byte[] plain) throws Exception {
        Cipher cipher = Cipher.getInstance("ARCFOUR");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
        cipher.update(new byte[1024]);
        return cipher.update(plain);
    }
}
