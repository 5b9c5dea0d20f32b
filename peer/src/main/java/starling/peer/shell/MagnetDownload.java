package starling.peer.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import starling.announce.Endpoint;
import starling.metainfo.BadTorrentException;
import starling.metainfo.MagnetLink;
import starling.peer.session.MagnetSession;
import starling.peer.session.TorrentSession;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.storage.MagnetRecord;

/** A download of which a magnet link is all that is known. */
final class MagnetDownload {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

    private final PeerContext context;

    MagnetDownload(PeerContext context) {
        this.context = context;
    }

    /**
     * Opens it and lets it run.
     *
     * @param given peers that the person names; they are remembered with the link
     * @param select the numbers of the files that are wanted, null where the link is to say
     */
    MagnetSession start(String text, List<Endpoint> given, String select, boolean sequential) {
        MagnetLink link = parse(text);
        List<String> peers = new ArrayList<>(link.peers());
        given.forEach(endpoint -> peers.add(endpoint.toString()));
        link = link.withPeers(peers);
        if (select != null) {
            link = link.withFiles(ranges(select));
        }
        try {
            MagnetSession magnet = context.client()
                    .open(new MagnetRecord(
                            link,
                            context.home().downloads().toAbsolutePath().normalize(),
                            context.home().torrents().toAbsolutePath().normalize(),
                            false,
                            sequential));
            magnet.addPeers(given);
            magnet.start();
            return magnet;
        } catch (IOException failed) {
            throw Failures.writing(context.home().state(), failed);
        }
    }

    /** The torrent of the link, where it is open already. */
    Optional<TorrentSession> known(String text) {
        return context.client().find(parse(text).infoHash());
    }

    private static MagnetLink parse(String text) {
        try {
            return MagnetLink.parse(text);
        } catch (BadTorrentException bad) {
            throw new CommandFailure(ExitCode.BAD_DATA, bad.getMessage());
        }
    }

    private static List<MagnetLink.FileRange> ranges(String select) {
        List<MagnetLink.FileRange> ranges = new ArrayList<>();
        for (String word : select.split(",")) {
            Matcher range = NUMBERS.matcher(word.strip());
            int first = range.matches() ? Integer.parseInt(range.group(1)) : 0;
            int last = range.matches() && range.group(2) != null ? Integer.parseInt(range.group(2)) : first;
            if (first < 1 || last < first) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "a magnet link's files have no names yet: choose them by number, such as 1,3-5, or with"
                                + " 'priority' once they are known");
            }
            ranges.add(new MagnetLink.FileRange(first - 1, last - 1));
        }
        return ranges;
    }

    /** Stays until the torrent is known. Empty where the program is to end before; throws what it failed with. */
    Optional<TorrentSession> follow(MagnetSession magnet) {
        Follower follower = new Follower(context);
        while (magnet.successor().isEmpty()) {
            magnet.snapshot().problem().ifPresent(problem -> {
                throw Failures.of(problem);
            });
            if (context.stopping().await(100)) {
                return Optional.empty();
            }
            follower.look();
        }
        return magnet.successor();
    }
}
