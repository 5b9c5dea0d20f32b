package starling.peer.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import starling.pem.PemIdentity;

/** An authority that signs certificates, made with the JDK's {@code keytool}. */
final class Authority {
    private static final String PASSWORD = "password";

    private final Path store;
    private int signed;

    private Authority(Path store) {
        this.store = store;
    }

    static Authority make(Path store) throws Exception {
        Authority made = new Authority(store);
        made.keytool("-alias", "authority", "-dname", "CN=Publisher", "-ext", "bc:c", "-ext", "ku=keyCertSign");
        return made;
    }

    /** A certificate for the torrent of a name, or for all where that is an asterisk. */
    PemIdentity sign(String torrentName) throws Exception {
        return sign(torrentName, "-5M");
    }

    /** The same, whose time was over long ago. */
    PemIdentity signExpired(String torrentName) throws Exception {
        return sign(torrentName, "-20y");
    }

    private PemIdentity sign(String torrentName, String start) throws Exception {
        String alias = "peer " + ++signed;
        keytool("-alias", alias, "-dname", "CN=" + torrentName, "-signer", "authority", "-startdate", start);
        KeyStore keys = keys();
        return new PemIdentity(List.of((X509Certificate) keys.getCertificate(alias)), (PrivateKey)
                keys.getKey(alias, PASSWORD.toCharArray()));
    }

    String pem() throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(keys().getCertificate("authority").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private void keytool(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(Arrays.asList(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(said);
        }
    }
}
