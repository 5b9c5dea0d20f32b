package starling.peer.shell.hook;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.InfoHash;
import starling.metainfo.SafePath;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;

/**
 * Runs a program for each download that completes: directly, never through a shell, four at a time. What is being
 * downloaded is noted on disk, so that a completion is not lost whenever we leave; the program is run at the next start
 * then, and rather twice than never.
 */
public final class CompletionHook implements AutoCloseable {
    static final int MOST_AT_ONCE = 4;

    private static final long LONGEST_FAREWELL_MILLIS = 3_000;
    private static final long MOST_OUTPUT_BYTES = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(CompletionHook.class);

    private final List<String> command;
    private final Path notes;
    private final Path output;
    private final Consumer<String> say;
    private final Set<String> owed = new HashSet<>();
    private final Set<InfoHash> seen = new HashSet<>();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();

    /**
     * @param command a program and its words
     * @param state the folder of the peer's state
     * @param say told each failure, in a line
     */
    public CompletionHook(List<String> command, Path state, Consumer<String> say) {
        this.command = List.copyOf(command);
        this.notes = state.resolve("on-complete");
        this.output = state.resolve("on-complete.log");
        this.say = say;
        try (Stream<Path> left = Files.list(notes)) {
            left.forEach(note -> owed.add(note.getFileName().toString()));
        } catch (IOException none) {
            log.debug("nothing is owed: {}", none.getMessage());
        }
    }

    /** Runs what is due by the state of the torrents; what is too much at once is for the next look. */
    public synchronized void look(List<TorrentSnapshot> torrents) {
        running.removeIf(CompletableFuture::isDone);
        for (TorrentSnapshot torrent : torrents) {
            InfoHash infoHash = torrent.metainfo().infoHash();
            if (torrent.state() == TorrentState.CHECKING
                    || torrent.state() == TorrentState.STOPPED
                    || torrent.metadata().isPresent()) {
                continue;
            }
            boolean cameAtOnce = seen.add(infoHash)
                    && torrent.state() == TorrentState.SEEDING
                    && torrent.foundBytes() < torrent.wantedBytes();
            if (torrent.state() == TorrentState.DOWNLOADING && !torrent.isComplete()) {
                owe(infoHash);
            } else if (torrent.isComplete() && (cameAtOnce || owed.contains(infoHash.hex()))) {
                if (running.size() < MOST_AT_ONCE) {
                    run(torrent);
                } else {
                    owe(infoHash);
                }
            }
        }
    }

    /** A torrent was removed: nothing is owed to it. */
    public synchronized void forget(InfoHash infoHash) {
        seen.remove(infoHash);
        settle(infoHash);
    }

    private void owe(InfoHash infoHash) {
        if (owed.add(infoHash.hex())) {
            try {
                Files.createDirectories(notes);
                Files.write(notes.resolve(infoHash.hex()), new byte[0]);
            } catch (IOException failed) {
                log.warn("{} is not noted: {}", infoHash, failed.toString());
            }
        }
    }

    private void settle(InfoHash infoHash) {
        if (owed.remove(infoHash.hex())) {
            try {
                Files.deleteIfExists(notes.resolve(infoHash.hex()));
            } catch (IOException failed) {
                log.warn("{} stays noted: {}", infoHash, failed.toString());
            }
        }
    }

    private void run(TorrentSnapshot torrent) {
        String name = Format.name(torrent.metainfo().name());
        try {
            ProcessBuilder program = new ProcessBuilder(command);
            program.environment().putAll(facts(torrent));
            program.redirectErrorStream(true);
            program.redirectInput(new File("/dev/null"));
            program.redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile()));
            Process process = program.start();
            log.info("{}: {} runs as {}", name, command.get(0), process.pid());
            running.add(process.onExit().thenAccept(ended -> ended(name, ended.exitValue())));
        } catch (IOException | IllegalArgumentException failed) {
            String why = failed instanceof IOException io ? Failures.say(io) : failed.getMessage();
            say.accept(name + ": cannot run --on-complete " + Format.name(command.get(0)) + ": " + Format.name(why));
        }
        settle(torrent.metainfo().infoHash());
    }

    /** What programs print is kept in a file of a bounded length; the table is not theirs. */
    private File outputFile() throws IOException {
        if (Files.exists(output) && Files.size(output) > MOST_OUTPUT_BYTES) {
            Files.delete(output);
        }
        Files.createDirectories(output.getParent());
        return output.toFile();
    }

    private void ended(String name, int status) {
        if (status != 0) {
            say.accept(name + ": --on-complete " + Format.name(command.get(0)) + " ended with " + status
                    + "; what it said is in " + output);
        }
    }

    private static Map<String, String> facts(TorrentSnapshot torrent) {
        Path folder = torrent.folder();
        return Map.of(
                "STARLING_EVENT",
                "complete",
                "STARLING_NAME",
                torrent.metainfo().name(),
                "STARLING_INFO_HASH",
                torrent.metainfo().infoHash().hex(),
                "STARLING_FOLDER",
                folder.toString(),
                "STARLING_PATH",
                SafePath.resolve(folder, List.of(torrent.metainfo().name())).toString(),
                "STARLING_SIZE",
                String.valueOf(torrent.totalBytes()),
                "STARLING_FILES",
                String.valueOf(torrent.metainfo().contentFiles().size()),
                "STARLING_DOWNLOADED",
                String.valueOf(torrent.downloadedBytes()),
                "STARLING_UPLOADED",
                String.valueOf(torrent.uploadedBytes()));
    }

    /** Waits a moment for programs that run, to hear of their failures; they go on when we have left. */
    @Override
    public void close() {
        List<CompletableFuture<Void>> left;
        synchronized (this) {
            left = List.copyOf(running);
        }
        try {
            CompletableFuture.allOf(left.toArray(CompletableFuture[]::new))
                    .get(LONGEST_FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException goesOn) {
            log.info("programs of --on-complete are still running");
        }
    }
}
