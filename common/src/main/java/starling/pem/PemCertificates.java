package starling.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates in PEM form. */
public final class PemCertificates {
    private PemCertificates() {}

    /**
     * All of them, in their order: one at least.
     *
     * @param origin where they are from, for the message
     * @throws IOException where there is none, or one is malformed; the message says what to do
     */
    public static List<X509Certificate> read(byte[] pem, String origin) throws IOException {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw new IOException(origin + " has no certificate: it needs one in PEM form");
            }
            return found;
        } catch (CertificateException malformed) {
            throw new IOException(origin + " is no certificate in PEM form", malformed);
        }
    }
}
