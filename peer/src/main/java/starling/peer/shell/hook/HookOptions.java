package starling.peer.shell.hook;

import java.util.List;
import org.jline.reader.SyntaxError;
import org.jline.reader.impl.DefaultParser;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is to be run, and when. */
public final class HookOptions {
    @Option(
            names = "--on-complete",
            paramLabel = "CMD",
            converter = Words.class,
            description = {
                "Run this program when a download is complete, with STARLING_NAME, STARLING_PATH, STARLING_FOLDER,",
                "STARLING_INFO_HASH, STARLING_SIZE and more in its environment; no shell reads it."
            })
    private Program onComplete;

    /** A program and its words. */
    private record Program(List<String> words) {}

    /** The program to run when a download is complete, and its words; empty for none. */
    public List<String> onComplete() {
        return onComplete == null ? List.of() : onComplete.words();
    }

    /** For picocli: words are parted by spaces, quotes hold them together. */
    static final class Words implements ITypeConverter<Program> {
        @Override
        public Program convert(String text) {
            try {
                List<String> words = new DefaultParser()
                        .parse(text, text.length()).words().stream()
                                .filter(word -> !word.isEmpty())
                                .toList();
                if (!words.isEmpty()) {
                    return new Program(words);
                }
            } catch (SyntaxError open) {
                throw new TypeConversionException("a quote is not closed");
            }
            throw new TypeConversionException("name a program");
        }
    }
}
