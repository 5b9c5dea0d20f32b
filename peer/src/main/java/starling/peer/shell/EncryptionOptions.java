package starling.peer.shell;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import starling.peer.net.mse.Encryption;

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
