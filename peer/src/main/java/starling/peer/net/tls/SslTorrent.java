package starling.peer.net.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.pem.PemCertificates;
import starling.pem.PemIdentity;

/** A torrent that is traded among those only whose certificates its authority signed for it. */
final class SslTorrent {
    private final InfoHash infoHash;
    private final String name;
    private final X509ExtendedTrustManager authority;

    /** @throws IOException where the torrent's certificate is none */
    SslTorrent(Metainfo metainfo) throws IOException {
        infoHash = metainfo.infoHash();
        name = metainfo.name();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            byte[] pem = metainfo.sslCertificate().orElseThrow().bytes();
            int number = 0;
            for (X509Certificate certificate : PemCertificates.read(pem, "the torrent")) {
                store.setCertificateEntry("authority " + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            authority = firstExtended(factory.getTrustManagers());
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the torrent's certificate authority cannot be used: " + unusable.getMessage());
        }
    }

    private static X509ExtendedTrustManager firstExtended(TrustManager[] managers) {
        for (TrustManager manager : managers) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new IllegalStateException("no PKIX");
    }

    InfoHash infoHash() {
        return infoHash;
    }

    /** @throws CertificateException where a peer that called must not have the torrent */
    void verifyCaller(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        authority.checkClientTrusted(chain, keyType, socket);
        verifyName(chain[0]);
    }

    /** @throws CertificateException where a peer that we called must not have the torrent */
    void verifyCalled(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        authority.checkServerTrusted(chain, keyType, socket);
        verifyName(chain[0]);
    }

    /** @throws CertificateException where others would not have us */
    void verifyOwn(PemIdentity own) throws CertificateException {
        X509Certificate[] chain = own.chain().toArray(X509Certificate[]::new);
        authority.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
        verifyName(chain[0]);
    }

    private void verifyName(X509Certificate certificate) throws CertificateException {
        if (!CertificateNames.cover(certificate, name)) {
            throw new CertificateException("it is not for this torrent");
        }
    }
}
