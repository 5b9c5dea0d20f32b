package starling.tracker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import starling.tracker.http.TlsLayer;

/** The arguments for HTTPS. */
final class TlsArguments {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--tls-port", paramLabel = "PORT", description = "Speak HTTPS on this port, beside HTTP.")
    private Integer port;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "The certificate for HTTPS and those above it, in PEM form; read again on SIGHUP.")
    private Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The key of the certificate, unencrypted PKCS #8 in PEM form; read again on SIGHUP.")
    private Path key;

    /** Where HTTPS is spoken; empty where it is not wanted. */
    Optional<TrackerOptions.Tls> tls(InetAddress address) {
        if (port == null && certificate == null && key == null) {
            return Optional.empty();
        }
        if (port == null || certificate == null || key == null) {
            throw new ParameterException(
                    spec.commandLine(), "HTTPS takes all three of --tls-port, --tls-cert and --tls-key");
        }
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "--tls-port must be 0 to 65535, not " + port);
        }
        try {
            return Optional.of(
                    new TrackerOptions.Tls(new InetSocketAddress(address, port), new TlsLayer(certificate, key)));
        } catch (IOException unusable) {
            throw new ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
        }
    }
}
