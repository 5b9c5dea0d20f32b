package starling.peer.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.peer.fault.Faults;
import starling.peer.policy.SettledFiles;
import starling.peer.session.TorrentSession;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.Format;

/**
 * Watches {@code upload/} and its subfolders while a shell runs: a file that is dropped there is shared once it has
 * stopped growing, and taken back when it is deleted. Hidden files and unfinished copies ({@code .part}, {@code .tmp})
 * are passed over.
 */
final class UploadFolder implements AutoCloseable {
    private static final long LOOK_MILLIS = 1_000;
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long LONGEST_FAREWELL_SECONDS = 2;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_FILES = 10_000;

    private static final Logger log = LoggerFactory.getLogger(UploadFolder.class);

    private final PeerContext context;
    private final Sharing sharing;
    private final SettledFiles<Path> files = new SettledFiles<>(REST_NANOS);
    private final Map<Path, TorrentSession> shared = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "upload-folder");
        thread.setDaemon(true);
        return thread;
    });

    /** Begins to watch, where the peer has a tracker that torrents can name. */
    UploadFolder(PeerContext context) {
        this.context = context;
        this.sharing = new Sharing(context, context.options().tracker().stream().toList(), new TorrentMaker());
        if (context.options().tracker().isPresent()) {
            clock.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            SettledFiles.Change<Path> change = files.look(list(), System.nanoTime());
            change.went().forEach(this::takeBack);
            change.came().forEach(this::share);
        } catch (IOException failed) {
            log.warn("upload folder: {}", failed.toString());
        } catch (RuntimeException | Error fault) {
            Faults.log("upload folder", fault);
        }
    }

    private Map<Path, SettledFiles.Seen> list() throws IOException {
        Map<Path, SettledFiles.Seen> seen = new HashMap<>();
        Path folder = context.home().upload();
        if (!Files.isDirectory(folder)) {
            return seen;
        }
        try (Stream<Path> walk = Files.walk(folder, MAX_DEPTH)) {
            for (Path path :
                    (Iterable<Path>) walk.filter(UploadFolder::isWanted).limit(MAX_FILES)::iterator) {
                try {
                    BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                    if (file.isRegularFile()) {
                        long modified = file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
                        seen.put(path, new SettledFiles.Seen(file.size(), modified));
                    }
                } catch (NoSuchFileException deletedMeanwhile) {
                    // the next look does not see it
                }
            }
        }
        return seen;
    }

    private static boolean isWanted(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith(".part") && !name.endsWith(".tmp") && !name.endsWith(".new");
    }

    private void share(Path file) {
        try {
            boolean inTorrent = context.client().torrents().stream()
                    .anyMatch(torrent -> file.toAbsolutePath().normalize().startsWith(torrent.contentPath()));
            if (!inTorrent) {
                shared.put(file, sharing.share(file, true).start(context));
            }
        } catch (CommandFailure failure) {
            context.dialogue().warn(failure.getMessage());
        }
    }

    private void takeBack(Path file) {
        TorrentSession torrent = shared.remove(file);
        if (torrent != null) {
            context.running().forget(torrent);
            context.dialogue()
                    .say(Format.name(file.getFileName().toString()) + ": gone from upload/, no longer shared");
        }
    }

    /** Lets a file that is being published come to its end, where that is near. */
    @Override
    public void close() {
        clock.shutdown();
        try {
            clock.awaitTermination(LONGEST_FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
