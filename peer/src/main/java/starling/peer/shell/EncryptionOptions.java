package starling.peer.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import starling.peer.net.mse.Encryption;
import starling.peer.session.SslOptions;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.pem.PemIdentity;

/** How connections to other peers are protected. */
final class EncryptionOptions {
    @Option(
            names = "--encryption",
            paramLabel = "HOW",
            defaultValue = "prefer",
            converter = Word.class,
            description =
                    "Hides connections from who looks at their bytes: off, allow, prefer (unless given) or require.")
    private Encryption encryption;

    @Option(
            names = "--peer-cert",
            paramLabel = "FILE",
            description = "Our certificate (PEM) for SSL torrents, signed by who published them.")
    private Path certificate;

    @Option(
            names = "--peer-key",
            paramLabel = "FILE",
            description = "The key of --peer-cert: PKCS #8 (PEM), unencrypted.")
    private Path key;

    @Option(
            names = "--ssl-port",
            paramLabel = "N",
            description = "Port to listen on for SSL torrents; the first free one from 6881 on unless given.")
    private Integer sslPort;

    SslOptions ssl() {
        if ((certificate == null) != (key == null)) {
            throw new CommandFailure(ExitCode.USAGE, "--peer-cert and --peer-key belong together: name both");
        }
        if (sslPort != null && (sslPort < 0 || sslPort > 65535)) {
            throw new CommandFailure(ExitCode.USAGE, "--ssl-port must be 0 to 65535");
        }
        try {
            return new SslOptions(
                    certificate == null ? Optional.empty() : Optional.of(PemIdentity.read(certificate, key)),
                    sslPort == null ? OptionalInt.empty() : OptionalInt.of(sslPort));
        } catch (IOException unusable) {
            throw new CommandFailure(ExitCode.BAD_DATA, Failures.say(unusable));
        }
    }

    Encryption encryption() {
        return encryption == null ? Encryption.PREFER : encryption;
    }

    /** For picocli. */
    static final class Word implements ITypeConverter<Encryption> {
        @Override
        public Encryption convert(String text) {
            return Arrays.stream(Encryption.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no way to encrypt: write off, allow, prefer or require"));
        }
    }
}
