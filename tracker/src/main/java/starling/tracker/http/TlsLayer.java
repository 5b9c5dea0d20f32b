package starling.tracker.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import starling.pem.PemIdentity;

/** TLS, with a certificate and a key in PEM files that can be read again while the server runs. */
public final class TlsLayer implements SocketLayer {
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
        PemIdentity identity = PemIdentity.read(certificateFile, keyFile);
        try {
            char[] noPassword = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, noPassword);
            store.setKeyEntry(
                    "tracker", identity.key(), noPassword, identity.chain().toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, noPassword);
            SSLContext fresh = SSLContext.getInstance("TLS");
            fresh.init(keys.getKeyManagers(), null, null);
            context = fresh;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("cannot use " + certificateFile + ": " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public Socket over(Socket accepted) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true);
        socket.setUseClientMode(false);
        return socket;
    }
}
