package starling.pem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its key.
 *
 * @param chain the certificate, and after it those that lead from it to an authority
 */
public record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

    /**
     * Reads both.
     *
     * @param keyFile its private key, unencrypted, as PKCS #8
     * @throws IOException where they cannot be read or do not belong together; the message says what to do
     */
    public static PemIdentity read(Path certificateFile, Path keyFile) throws IOException {
        List<X509Certificate> chain = PemCertificates.read(text(certificateFile), certificateFile.toString());
        try {
            return new PemIdentity(chain, key(keyFile, chain.get(0).getPublicKey()));
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    keyFile + " is not the key of " + certificateFile + ": " + unusable.getMessage(), unusable);
        }
    }

    private static byte[] text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_FILE_BYTES);
        } catch (NoSuchFileException absent) {
            throw new IOException(file + " is not there: name another file", absent);
        }
    }

    private static PrivateKey key(Path keyFile, PublicKey certified) throws IOException, GeneralSecurityException {
        Matcher key = KEY.matcher(new String(text(keyFile), StandardCharsets.ISO_8859_1));
        if (!key.find()) {
            throw new IOException(keyFile + " has no unencrypted PKCS #8 key; \"openssl pkcs8 -topk8 -nodes -in "
                    + keyFile + "\" makes one");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
            PrivateKey found =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!signsFor(found, certified)) {
                throw new KeyException("it belongs to another");
            }
            return found;
        } catch (IllegalArgumentException malformed) {
            throw new IOException(keyFile + " is damaged: its base64 cannot be read", malformed);
        }
    }

    private static boolean signsFor(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = switch (certified.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> certified.getAlgorithm();
        };
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        byte[] signature = signing.sign();
        Signature checking = Signature.getInstance(algorithm);
        checking.initVerify(certified);
        return checking.verify(signature);
    }
}
