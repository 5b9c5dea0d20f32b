package starling.tracker.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS, with a certificate and a key in PEM files that can be read again while the server runs. */
public final class TlsLayer implements SocketLayer {
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

    private final Path certificateFile;
    private final Path keyFile;
    private volatile SSLContext context;

    /**
     * @param certificateFile the certificate, and after it those that lead from it to a known authority
     * @param keyFile its private key, unencrypted, as PKCS #8
     * @throws IOException where they cannot be read or do not belong together; the message says what to do
     */
    public TlsLayer(Path certificateFile, Path keyFile) throws IOException {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        readAgain();
    }

    /** Takes the files as they are now, for new connections; where that fails all stays as it was. */
    public void readAgain() throws IOException {
        try {
            Certificate[] chain = certificates();
            char[] noPassword = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, noPassword);
            store.setKeyEntry("tracker", key(chain[0].getPublicKey()), noPassword, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, noPassword);
            SSLContext fresh = SSLContext.getInstance("TLS");
            fresh.init(keys.getKeyManagers(), null, null);
            context = fresh;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    keyFile + " is not the key of " + certificateFile + ": " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public Socket over(Socket accepted) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true);
        socket.setUseClientMode(false);
        return socket;
    }

    private Certificate[] certificates() throws IOException {
        try (InputStream in = open(certificateFile)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
            throw new IOException(certificateFile + " has no certificate: it needs one in PEM form");
        } catch (GeneralSecurityException malformed) {
            throw new IOException(certificateFile + " is no certificate in PEM form", malformed);
        }
    }

    private PrivateKey key(PublicKey certified) throws IOException, GeneralSecurityException {
        try (InputStream in = open(keyFile)) {
            String text = new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.ISO_8859_1);
            Matcher key = KEY.matcher(text);
            if (!key.find()) {
                throw new IOException(keyFile + " has no unencrypted PKCS #8 key; \"openssl pkcs8 -topk8 -nodes -in "
                        + keyFile + "\" makes one");
            }
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

    private static InputStream open(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException absent) {
            throw new IOException(file + " is not there: name another file", absent);
        }
    }
}
