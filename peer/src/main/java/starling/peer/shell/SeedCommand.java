package starling.peer.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.metainfo.Metainfo;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

@Command(
        name = "seed",
        description = "Give what torrents describe; the content is found in upload/ or downloads/.",
        footer = {"", "Example: seed torrents/example.pdf.torrent"})
final class SeedCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "TORRENT", arity = "1..*", description = ".torrent files, here or in torrents/.")
    private List<Path> torrents;

    @Option(names = "--in", paramLabel = "FOLDER", description = "The folder that the content lies in.")
    private Path folder;

    @Option(
            names = "--super-seed",
            description = "Show each peer one piece at a time, until another has all: the first seed gives less twice.")
    private boolean superSeed;

    @Mixin
    private SeedGoalOptions goal = new SeedGoalOptions();

    SeedCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Seeding.Content> contents = new ArrayList<>();
        for (Path named : torrents) {
            Path path = context.home().find(named, context.home().torrents());
            TorrentFile file = TorrentFile.read(path);
            contents.add(new Seeding.Content(path, file, find(file.metainfo(), path)));
        }
        return Seeding.run(context, contents, goal, superSeed);
    }

    private Path find(Metainfo metainfo, Path torrent) {
        List<Path> folders = new ArrayList<>();
        if (folder != null) {
            folders.add(folder);
        } else {
            folders.add(context.home().upload());
            folders.add(context.home().downloads());
            Optional.ofNullable(torrent.toAbsolutePath().getParent()).ifPresent(folders::add);
        }
        for (Path candidate : folders) {
            Path content = starling.metainfo.SafePath.resolve(candidate, List.of(metainfo.name()));
            if (Files.exists(content)) {
                return candidate;
            }
        }
        throw new CommandFailure(
                ExitCode.NOT_FOUND,
                Format.name(metainfo.name()) + " is in none of " + folders
                        + ": put it there, or name the folder with --in");
    }
}
