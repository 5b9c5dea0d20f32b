package starling.peer.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.peer.session.Problem;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;
import starling.peer.storage.ContentRemoval;

/** {@code remove NAME… [--with-data]}. */
@Command(
        name = "remove",
        description = "Forget torrents; with --with-data delete their files, too.",
        footer = {
            "",
            "Without --with-data what was downloaded stays where it is. Files that other torrents have, too, and those",
            "that are no part of the torrent always stay.",
            "Example: remove example.pdf",
            "Example: remove example.pdf --with-data"
        })
final class RemoveCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Torrents: names, parts of names, or numbers.")
    private List<String> names;

    @Option(names = "--with-data", description = "Delete the files that belong to the torrents; asks before.")
    private boolean withData;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    RemoveCommand(PeerContext context) {
        this.context = context;
    }

    /** A torrent and what of it goes. */
    private record Parting(TorrentSnapshot torrent, ContentRemoval content) {
        String name() {
            return Format.name(torrent.metainfo().name());
        }

        String files() {
            return Format.count(content.count(), "file") + " (" + Format.size(content.bytes()) + ")";
        }
    }

    @Override
    public Integer call() {
        if (!withData) {
            context.torrents()
                    .change(names, Handle::forget)
                    .forEach(name -> context.console().line(name + ": removed; its files are kept"));
            return 0;
        }
        List<TorrentSnapshot> all = context.torrents().snapshots();
        List<TorrentSnapshot> chosen = names.stream()
                .map(name -> Selection.find(all, TorrentSnapshot::metainfo, name))
                .distinct()
                .toList();
        List<Parting> partings = chosen.stream()
                .map(torrent -> new Parting(torrent, content(torrent, all, chosen)))
                .toList();
        if (!yes && !agreed(partings)) {
            context.console().line("nothing is removed");
            return 0;
        }
        partings.forEach(this::part);
        return 0;
    }

    /** Nothing of a torrent that has got nothing yet: what lies in its place came from elsewhere. */
    private static ContentRemoval content(
            TorrentSnapshot torrent, List<TorrentSnapshot> all, List<TorrentSnapshot> chosen) {
        Set<Path> others = new HashSet<>();
        for (TorrentSnapshot other : all) {
            if (!chosen.contains(other)) {
                others.addAll(ContentRemoval.paths(other.folder(), other.metainfo()));
            }
        }
        boolean itsOwn = torrent.have().count() > 0 || torrent.downloadedBytes() > 0;
        boolean someoneElses = torrent.problem()
                .filter(problem -> problem.kind() == Problem.Kind.WOULD_OVERWRITE)
                .isPresent();
        if (!itsOwn || someoneElses) {
            others.addAll(ContentRemoval.paths(torrent.folder(), torrent.metainfo()));
        }
        return ContentRemoval.of(torrent.folder(), torrent.metainfo(), others);
    }

    private boolean agreed(List<Parting> partings) {
        for (Parting parting : partings) {
            String answer = context.dialogue()
                    .ask("Delete " + parting.name() + ", " + parting.files() + " in "
                            + Format.name(parting.torrent().folder().toString()) + "? (y/N) ")
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.USAGE, "there is nobody to ask: say --yes to delete without a question"));
            if (!List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private void part(Parting parting) {
        context.torrents()
                .change(List.of(parting.torrent().metainfo().infoHash().hex()), Handle::forget);
        try {
            parting.content().delete();
        } catch (IOException failed) {
            throw new CommandFailure(
                    ExitCode.UNKNOWN,
                    parting.name() + ": removed, but not all of its files could be deleted from "
                            + parting.torrent().folder() + ": " + Failures.say(failed));
        }
        int kept = parting.content().kept();
        context.console()
                .line(parting.name() + ": removed, " + parting.files() + " deleted"
                        + (kept == 0 ? "" : "; " + Format.count(kept, "other file") + " kept"));
    }
}
