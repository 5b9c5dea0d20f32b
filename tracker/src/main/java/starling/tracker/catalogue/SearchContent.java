package starling.tracker.catalogue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue as a text file for people and scripts, a line a torrent: {@code Name : got5 type: mp4 tor :
 * abc.torrent}. It is replaced as a whole, so that whoever reads it sees one state. For one thread.
 */
public final class SearchContent {
    private static final Logger LOG = LoggerFactory.getLogger(SearchContent.class);

    private static final long NEVER = -1;

    private final Catalogue catalogue;
    private final Path file;
    private final AtomicLong outdated = new AtomicLong();
    private long written = NEVER;
    private boolean failing;

    public SearchContent(Catalogue catalogue, Path file) {
        this.catalogue = catalogue;
        this.file = file;
    }

    /** The line of one torrent. */
    static String line(Publication publication) {
        return "Name : " + TorrentName.stem(publication.name(), publication.type()) + " type: " + publication.type()
                + " tor : " + publication.torrent();
    }

    /** Writes the file where there is something new; to be called every second or so. Says once that it cannot. */
    public void update() {
        // both only grow: the sum changes whichever does
        long current = catalogue.count() + outdated.get();
        if (current == written) {
            return;
        }
        try {
            write();
            written = current;
            failing = false;
        } catch (IOException | UncheckedIOException failed) {
            if (!failing) {
                LOG.warn("cannot write {}: {}", file, failed.getMessage());
            }
            failing = true;
        }
    }

    /** What is to be shown may have changed though nothing was published: the next update writes it all. */
    public void outdate() {
        outdated.incrementAndGet();
    }

    private void write() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        // a writer that cannot write its last bytes on closing leaves its file open: it is the channel that is closed
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            BufferedWriter out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
            catalogue.forEach(publication -> {
                try {
                    out.write(line(publication));
                    out.newLine();
                } catch (IOException full) {
                    throw new UncheckedIOException(full);
                }
            });
            out.flush();
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
