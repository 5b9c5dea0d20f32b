package starling.peer.shell;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import starling.metainfo.Metainfo;
import starling.peer.shell.text.Alike;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

/** How a person names one of several torrents: by number, name, the start of a name or else a part of one,
 * or the start of the info hash. */
final class Selection {
    private Selection() {}

    /** @param number counts from 1, in the order of the list */
    static <T> T find(List<T> torrents, Function<T, Metainfo> metainfo, String named) {
        if (named.matches("\\d{1,6}")) {
            int number = Integer.parseInt(named);
            if (number >= 1 && number <= torrents.size()) {
                return torrents.get(number - 1);
            }
        }
        String wanted = named.toLowerCase(Locale.ROOT);
        List<T> exact = torrents.stream()
                .filter(torrent -> metainfo.apply(torrent).name().equals(named))
                .toList();
        List<T> found = exact.isEmpty()
                ? torrents.stream()
                        .filter(torrent -> matches(metainfo.apply(torrent), wanted))
                        .toList()
                : exact;
        if (found.isEmpty()) {
            found = torrents.stream()
                    .filter(torrent -> lower(metainfo.apply(torrent)).contains(wanted))
                    .toList();
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new CommandFailure(
                ExitCode.NOT_FOUND,
                found.isEmpty()
                        ? "no torrent is called '" + Format.name(named) + "'" + alike(torrents, metainfo, named)
                                + ": 'list' shows those there are"
                        : "'" + Format.name(named) + "' may be any of " + found.size()
                                + " torrents: write more of the name, or its number in 'list'");
    }

    private static <T> String alike(List<T> torrents, Function<T, Metainfo> metainfo, String named) {
        return Alike.to(
                        named,
                        torrents.stream().map(metainfo.andThen(Metainfo::name)).toList())
                .map(name -> ", perhaps you mean '" + Format.name(name) + "'")
                .orElse("");
    }

    private static String lower(Metainfo metainfo) {
        return metainfo.name().toLowerCase(Locale.ROOT);
    }

    private static boolean matches(Metainfo metainfo, String wanted) {
        return lower(metainfo).startsWith(wanted)
                || wanted.length() >= 4 && metainfo.infoHash().hex().startsWith(wanted);
    }
}
