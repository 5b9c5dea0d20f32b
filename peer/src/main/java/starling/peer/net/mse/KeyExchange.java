package starling.peer.net.mse;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import starling.wire.WireException;

/** One end's part in a Diffie-Hellman exchange over the 768-bit prime of the protocol, with a key for this once. */
final class KeyExchange {
    /** Bytes of a public key, and of the secret. */
    static final int LENGTH = 96;

    private static final int PRIVATE_BITS = 160;
    private static final BigInteger PRIME = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
                    + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
                    + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563",
            16);
    private static final BigInteger LARGEST = PRIME.subtract(BigInteger.TWO);

    private final BigInteger key;

    KeyExchange(SecureRandom random) {
        key = new BigInteger(PRIVATE_BITS, random).setBit(PRIVATE_BITS - 1);
    }

    /** What the other end is told: {@value #LENGTH} bytes. */
    byte[] publicKey() {
        return bytes(BigInteger.TWO.modPow(key, PRIME));
    }

    /**
     * What both ends know in the end: {@value #LENGTH} bytes.
     *
     * @throws WireException where the other's key is 0, 1, one less than the prime or more, so that anyone knew the secret
     */
    byte[] secret(byte[] theirs) throws WireException {
        BigInteger other = new BigInteger(1, theirs);
        if (other.compareTo(BigInteger.ONE) <= 0 || other.compareTo(LARGEST) > 0) {
            throw new WireException("a public key that hides nothing");
        }
        return bytes(other.modPow(key, PRIME));
    }

    private static byte[] bytes(BigInteger number) {
        byte[] magnitude = number.toByteArray();
        byte[] bytes = new byte[LENGTH];
        byte[] digits = magnitude[0] == 0 ? Arrays.copyOfRange(magnitude, 1, magnitude.length) : magnitude;
        System.arraycopy(digits, 0, bytes, LENGTH - digits.length, digits.length);
        return bytes;
    }
}
