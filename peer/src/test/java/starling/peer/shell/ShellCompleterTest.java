package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser.ParseContext;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.metainfo.InfoHash;
import starling.peer.discovery.CatalogueClient;

/** What Tab offers. */
class ShellCompleterTest {
    @TempDir
    Path root;

    private ShellHome home;
    private LineReader reader;

    @BeforeEach
    void shell() throws IOException {
        home = new ShellHome(root, Optional.empty());
        Terminal terminal = new DumbTerminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
        reader = LineReaderBuilder.builder().terminal(terminal).build();
        Files.createDirectories(home.context.home().torrents());
        Files.createDirectories(home.context.home().upload());
    }

    @AfterEach
    void close() {
        home.context.close();
    }

    private List<String> offered(String line) {
        List<Candidate> candidates = new ArrayList<>();
        new ShellCompleter(home.context, new ShellLine(home.context)::spec)
                .complete(reader, reader.getParser().parse(line, line.length(), ParseContext.COMPLETE), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    @Test
    void commandsAndTheirOptions() {
        assertThat(offered("")).contains("download", "share", "watch", "exit").doesNotContain("quit");
        assertThat(offered("help ")).contains("download");
        assertThat(offered("download --")).contains("--select", "--peer").doesNotContain("--json");
        assertThat(offered("peers --")).contains("--json", "--ledger");
        assertThat(offered("nothing ")).isEmpty();
    }

    @Test
    void torrentsByTheirNames() throws IOException {
        Path file = home.context.home().torrents().resolve("a.torrent");
        Files.write(file, ShellSamples.torrent("two words.bin", 100_000));
        assertThat(home.run("download a.torrent")).as(home.err()).isZero();

        assertThat(offered("pieces ")).containsExactly("two words.bin");
        assertThat(offered("remove --with-data ")).containsExactly("two words.bin");
        assertThat(offered("priority two ")).isEmpty();
        assertThat(offered("priority two 1 ")).contains("off", "high");
    }

    @Test
    void filesAndWhatTheLastSearchFound() throws IOException {
        Files.write(home.context.home().torrents().resolve("there.torrent"), new byte[1]);
        Files.write(home.context.home().upload().resolve("mine.iso"), new byte[1]);
        new SearchResults(home.context.home())
                .save(List.of(new CatalogueClient.Row(
                        "found.iso", "iso", "found.iso.torrent", InfoHash.of(new byte[20]), 1, 1, 0)));

        assertThat(offered("download ")).contains("found.iso", "there.torrent");
        assertThat(offered("download --select ")).isEmpty();
        assertThat(offered("seed ")).contains("there.torrent");
        assertThat(offered("share ")).contains("mine.iso").doesNotContain("found.iso");
        assertThat(offered("share " + root + "/")).contains(root + "/upload/", root + "/torrents/");
    }
}
