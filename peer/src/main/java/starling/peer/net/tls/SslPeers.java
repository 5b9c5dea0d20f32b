package starling.peer.net.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.peer.net.Link;
import starling.peer.net.Protection;
import starling.pem.PemIdentity;

/**
 * The SSL torrents that are open, and connections for them: TLS 1.3, with certificates on both ends, and the info hash
 * as the server's name. Whoever calls these sees to a deadline. Safe for several threads.
 */
public final class SslPeers {
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final Optional<PemIdentity> own;
    private final KeyManager[] keys;
    private final Map<InfoHash, Optional<SslTorrent>> torrents = new ConcurrentHashMap<>();

    /** A connection of a peer that called, and the torrent that it named. */
    public record Call(Link link, InfoHash infoHash) {}

    /** @param own our certificate, where we have one */
    public SslPeers(Optional<PemIdentity> own) throws IOException {
        this.own = own;
        this.keys = own.isPresent() ? managers(own.get()) : new KeyManager[0];
    }

    private static KeyManager[] managers(PemIdentity own) throws IOException {
        try {
            char[] noPassword = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, noPassword);
            Certificate[] chain = own.chain().toArray(Certificate[]::new);
            store.setKeyEntry("peer", own.key(), noPassword, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, noPassword);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the peer's certificate cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    /** Whether the torrent is one of those that are never traded in another way. */
    public boolean cover(InfoHash infoHash) {
        return torrents.containsKey(infoHash);
    }

    /**
     * Takes a torrent in, where it is an SSL torrent.
     *
     * @return why it cannot be traded, for a person; nothing where it can
     */
    public Optional<String> add(Metainfo metainfo) {
        if (metainfo.sslCertificate().isEmpty()) {
            return Optional.empty();
        }
        torrents.putIfAbsent(metainfo.infoHash(), Optional.empty());
        if (own.isEmpty()) {
            return Optional.of("this torrent is traded over TLS alone: name a certificate that its publisher signed"
                    + " with --peer-cert and --peer-key");
        }
        try {
            SslTorrent torrent = new SslTorrent(metainfo);
            torrent.verifyOwn(own.get());
            torrents.put(metainfo.infoHash(), Optional.of(torrent));
            return Optional.empty();
        } catch (IOException malformed) {
            return Optional.of(malformed.getMessage());
        } catch (CertificateException notOurs) {
            return Optional.of("the certificate of --peer-cert does not fit this torrent: " + notOurs.getMessage());
        }
    }

    public void remove(InfoHash infoHash) {
        torrents.remove(infoHash);
    }

    private SslTorrent find(InfoHash infoHash) {
        return torrents.getOrDefault(infoHash, Optional.empty()).orElse(null);
    }

    /** Over a connection to a peer that we called; nothing is said where the torrent is not here any more. */
    public Link call(Link link, InfoHash infoHash) throws IOException {
        if (find(infoHash) == null) {
            throw new IOException("no longer open");
        }
        SSLSocket tls = over(link, () -> find(infoHash), infoHash.hex());
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(infoHash.hex())));
        return shakenHands(link, tls, parameters);
    }

    /** Over a connection of a peer that called. */
    public Call answer(Link link) throws IOException {
        NamedTorrent named = new NamedTorrent();
        SSLSocket tls = over(link, named::torrent, null);
        tls.setUseClientMode(false);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setNeedClientAuth(true);
        parameters.setSNIMatchers(List.of(named));
        Link secured = shakenHands(link, tls, parameters);
        return new Call(secured, named.torrent().infoHash());
    }

    /** A context for this connection alone, so that none is resumed without certificates or for another torrent. */
    private SSLSocket over(Link link, Supplier<SslTorrent> torrent, String host) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new PeerTrust(torrent)}, null);
            Socket socket = ((SocketChannel) link.channel()).socket();
            return (SSLSocket) context.getSocketFactory()
                    .createSocket(socket, host, link.remote().port(), false);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IOException(everyJdkHasIt);
        }
    }

    private static Link shakenHands(Link link, SSLSocket tls, SSLParameters parameters) throws IOException {
        parameters.setProtocols(PROTOCOLS);
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return link.through(new TlsChannel(link.channel(), tls), Protection.TLS);
    }

    /** Takes a caller's word for which torrent it wants, where it is here. */
    private final class NamedTorrent extends SNIMatcher {
        private SslTorrent torrent;

        NamedTorrent() {
            super(StandardConstants.SNI_HOST_NAME);
        }

        @Override
        public synchronized boolean matches(SNIServerName name) {
            try {
                torrent = find(InfoHash.parse(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
            } catch (IllegalArgumentException noInfoHash) {
                torrent = null;
            }
            return torrent != null;
        }

        synchronized SslTorrent torrent() {
            return torrent;
        }
    }
}
