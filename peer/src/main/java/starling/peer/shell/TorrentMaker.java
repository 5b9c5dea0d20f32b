package starling.peer.shell;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import starling.metainfo.AnnounceUrl;
import starling.metainfo.BadTorrentException;
import starling.metainfo.FileEntry;
import starling.metainfo.InfoHash;
import starling.metainfo.PieceHasher;
import starling.metainfo.PieceLayout;
import starling.metainfo.SafePath;
import starling.metainfo.TorrentBuilder;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.Progress;
import starling.peer.shell.text.Quantity;
import starling.peer.storage.AtomicFile;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.OpenFiles;
import starling.pem.PemCertificates;

/** Makes torrents of files and folders; {@code create} and {@code share} take its options. */
final class TorrentMaker {
    @Option(
            names = "--piece-length",
            paramLabel = "SIZE",
            converter = Quantity.Converter.class,
            description = "Length of a piece, such as 256K or 1M; chosen by size unless given.")
    private Quantity pieceLength;

    @Option(
            names = "--parts",
            paramLabel = "N",
            description = "Divide the content into N pieces, the last the shorter.")
    private Integer parts;

    @Option(names = "--private", description = "Peers may come from the trackers only.")
    private boolean isPrivate;

    @Option(names = "--comment", paramLabel = "TEXT", description = "A line about the content.")
    private String comment;

    @Option(
            names = "--tracker",
            paramLabel = "URL",
            description = "A further tracker, asked when those before it fail. May be given several times.")
    private List<String> moreTrackers = new ArrayList<>();

    @Option(
            names = "--web-seed",
            paramLabel = "URL",
            description = "An address that serves the content over HTTP. May be given several times.")
    private List<String> webSeeds = new ArrayList<>();

    @Option(
            names = "--ssl-cert",
            paramLabel = "FILE",
            description = "An SSL torrent: only peers whose certificates this authority (PEM) signed may have it.")
    private Path sslCertificate;

    @Option(names = "--force", description = "Write over a torrent of the same name.")
    private boolean force;

    /** Files of a content, in order, and where each lies. */
    private record Content(String name, boolean singleFile, List<FileEntry> entries, List<Path> paths) {
        long totalBytes() {
            return entries.get(entries.size() - 1).end();
        }
    }

    /**
     * Makes the torrent of a file or folder and writes it.
     *
     * @param inBackground whether nobody waits for it, and the table shows how far it is
     * @return the path written
     */
    Path make(PeerContext context, List<String> trackers, Path source, Optional<Path> output, boolean inBackground) {
        Path target = output.orElseGet(() -> context.home().torrents().resolve(name(source) + ".torrent"));
        // before there is a second one: those of two million pieces have 40 MB each
        Optional<InfoHash> there = Files.exists(target) && !force ? infoHash(target) : Optional.empty();
        byte[] torrent = torrent(context, trackers, source, inBackground);
        InfoHash made = TorrentFile.of(torrent, target.toString()).metainfo().infoHash();
        try {
            if (Files.exists(target) && !force && !there.equals(Optional.of(made))) {
                throw new CommandFailure(
                        ExitCode.WOULD_OVERWRITE,
                        target + " is there and is another torrent: move it away, or say --force");
            }
            if (target.toAbsolutePath().getParent() != null) {
                Files.createDirectories(target.toAbsolutePath().getParent());
            }
            AtomicFile.replace(target, torrent);
        } catch (IOException failed) {
            throw Failures.writing(target, failed);
        }
        return target;
    }

    /** What its files are named and where they lie is let go with it: for 100,000 that is as much as to read it again. */
    private byte[] torrent(PeerContext context, List<String> trackers, Path source, boolean inBackground) {
        Content content = content(source);
        PieceLayout layout = layout(content);
        List<List<String>> tiers = Stream.concat(trackers.stream(), moreTrackers.stream())
                .map(AnnounceUrl::of)
                .distinct()
                .map(List::of)
                .toList();
        boolean unwatched = inBackground && context.console().live();
        return new TorrentBuilder(
                        content.name(),
                        layout,
                        (torrent, offset, bytes) -> {
                            Target hashes = new Target(torrent, offset);
                            if (unwatched) {
                                hashInBackground(context, source, content, layout, hashes);
                            } else {
                                hash(context, source, content, layout, hashes);
                            }
                        },
                        content.entries(),
                        content.singleFile(),
                        tiers,
                        webSeeds,
                        isPrivate,
                        sslCertificate(),
                        Optional.ofNullable(comment),
                        Optional.of(Version.PROGRAM),
                        Optional.of(Instant.now()))
                .build();
    }

    /** Where the hashes go: into the torrent, from there on. */
    private record Target(byte[] torrent, int offset) {}

    private Optional<String> sslCertificate() {
        if (sslCertificate == null) {
            return Optional.empty();
        }
        if (!webSeeds.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--ssl-cert and --web-seed exclude each other: anyone may read from a web seed");
        }
        try {
            byte[] pem = Files.readAllBytes(sslCertificate);
            PemCertificates.read(pem, sslCertificate.toString());
            return Optional.of(new String(pem, StandardCharsets.US_ASCII));
        } catch (NoSuchFileException absent) {
            throw new CommandFailure(ExitCode.NOT_FOUND, sslCertificate + " is not there");
        } catch (IOException unusable) {
            throw new CommandFailure(ExitCode.BAD_DATA, Failures.say(unusable));
        }
    }

    /** Of the torrent that is there; none where it is something else. */
    private static Optional<InfoHash> infoHash(Path target) {
        try {
            return Optional.of(TorrentFile.read(target).metainfo().infoHash());
        } catch (CommandFailure notATorrent) {
            return Optional.empty();
        }
    }

    private static String name(Path source) {
        Path name = source.toAbsolutePath().normalize().getFileName();
        try {
            return SafePath.part(name == null ? "" : name.toString());
        } catch (BadTorrentException badName) {
            throw badName(source, badName);
        }
    }

    private static CommandFailure badName(Path source, BadTorrentException badName) {
        return new CommandFailure(ExitCode.BAD_DATA, source + ": " + badName.getMessage() + ": rename it");
    }

    private static Content content(Path source) {
        if (!Files.exists(source)) {
            throw new CommandFailure(ExitCode.NOT_FOUND, source + " is not there");
        }
        Path root = source.toAbsolutePath().normalize();
        boolean singleFile = !Files.isDirectory(root);
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> paths = walk.filter(Files::isRegularFile).sorted().toList();
            List<FileEntry> entries = new ArrayList<>(paths.size());
            long offset = 0;
            for (Path path : paths) {
                List<String> parts = new ArrayList<>();
                (singleFile ? path.getFileName() : root.relativize(path)).forEach(part -> parts.add(part.toString()));
                FileEntry entry = new FileEntry(SafePath.parts(parts), Files.size(path), offset);
                entries.add(entry);
                offset = entry.end();
            }
            if (offset == 0) {
                throw new CommandFailure(ExitCode.BAD_DATA, source + " is empty: there is nothing to share");
            }
            return new Content(name(source), singleFile, entries, paths);
        } catch (BadTorrentException badName) {
            throw badName(source, badName);
        } catch (IOException | java.io.UncheckedIOException failed) {
            throw new CommandFailure(ExitCode.UNKNOWN, "cannot read " + source + ": " + failed.getMessage());
        }
    }

    private PieceLayout layout(Content content) {
        if (parts != null && pieceLength != null) {
            throw new CommandFailure(ExitCode.USAGE, "--parts and --piece-length exclude each other: give one");
        }
        if (parts != null && (parts < 1 || parts > content.totalBytes())) {
            throw new CommandFailure(ExitCode.USAGE, "--parts must be between 1 and the size in bytes");
        }
        long length = parts != null
                ? PieceLayout.pieceLengthForParts(content.totalBytes(), parts)
                : pieceLength != null ? pieceLength.bytes() : PieceLayout.choosePieceLength(content.totalBytes());
        try {
            return new PieceLayout(content.totalBytes(), (int) Math.min(length, Integer.MAX_VALUE));
        } catch (IllegalArgumentException outOfBounds) {
            throw new CommandFailure(ExitCode.USAGE, outOfBounds.getMessage());
        }
    }

    private static void hash(PeerContext context, Path source, Content content, PieceLayout layout, Target hashes) {
        Progress progress =
                new Progress(context.console(), "hashing " + Format.name(content.name()), content.totalBytes());
        try {
            hash(source, content, layout, hashes, bytes -> {
                if (context.stopping().isWanted()) {
                    throw new CommandFailure(ExitCode.UNFINISHED, source + " is not hashed to its end");
                }
                progress.add(bytes);
            });
        } finally {
            progress.done();
        }
    }

    private static void hashInBackground(
            PeerContext context, Path source, Content content, PieceLayout layout, Target hashes) {
        Hashing hashing = new Hashing(content.name(), content.totalBytes());
        context.hashing().add(hashing);
        try {
            hash(source, content, layout, hashes, bytes -> {
                if (context.stopping().programEnds()) {
                    throw new CommandFailure(ExitCode.UNFINISHED, source + " is shared at the next start");
                }
                hashing.add(bytes);
            });
        } finally {
            context.hashing().remove(hashing);
        }
    }

    private static void hash(
            Path source, Content content, PieceLayout layout, Target hashes, LongConsumer hashedBytes) {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        try (OpenFiles pool = new OpenFiles(64)) {
            ContentFiles files = new ContentFiles(source.toAbsolutePath(), content.paths(), content.entries(), pool);
            new PieceHasher(files, layout, threads, cores, hashedBytes).hashInto(hashes.torrent(), hashes.offset());
        } catch (EOFException shrunk) {
            throw new CommandFailure(ExitCode.BAD_DATA, source + " changed while it was read: try again");
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.UNKNOWN, "cannot read " + source + ": " + Failures.say(failed));
        } finally {
            threads.shutdown();
        }
    }
}
