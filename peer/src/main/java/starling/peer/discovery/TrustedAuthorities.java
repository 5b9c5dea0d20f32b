package starling.peer.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Who vouches for HTTPS servers: the authorities that the runtime knows, and one's own beside them. */
public final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /**
     * The authorities that the runtime knows, and those in a file.
     *
     * @param file certificates as PEM, one or more
     * @throws IOException where the file cannot be read, or holds no certificate
     */
    public static SSLContext with(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> own =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (own.isEmpty()) {
                throw new IOException("it holds no certificate");
            }
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (Certificate certificate : own) {
                all.setCertificateEntry("own " + number++, certificate);
            }
            for (TrustManager manager : managers(null)) {
                for (X509Certificate known : ((X509TrustManager) manager).getAcceptedIssuers()) {
                    all.setCertificateEntry("known " + number++, known);
                }
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(all), null);
            return context;
        } catch (GeneralSecurityException noCertificate) {
            throw new IOException("it holds no certificate: " + noCertificate.getMessage(), noCertificate);
        }
    }

    private static TrustManager[] managers(KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }
}
