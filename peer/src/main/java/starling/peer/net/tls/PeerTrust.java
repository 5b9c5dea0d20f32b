package starling.peer.net.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom the torrent of one connection trusts. */
final class PeerTrust extends X509ExtendedTrustManager {
    private final Supplier<SslTorrent> torrent;

    /** @param torrent asked once it is known; null where the peer named none */
    PeerTrust(Supplier<SslTorrent> torrent) {
        this.torrent = torrent;
    }

    private SslTorrent torrent() throws CertificateException {
        SslTorrent named = torrent.get();
        if (named == null) {
            throw new CertificateException("it names no torrent");
        }
        return named;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        torrent().verifyCaller(chain, keyType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        torrent().verifyCalled(chain, keyType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only sockets are used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only sockets are used");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw new CertificateException("only sockets are used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw new CertificateException("only sockets are used");
    }

    /** None are named to a peer that calls: it knows from the torrent which is meant. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return List.<X509Certificate>of().toArray(X509Certificate[]::new);
    }
}
