package starling.tracker.catalogue;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import starling.metainfo.BadTorrentException;
import starling.metainfo.Metainfo;
import starling.metainfo.SafePath;

/** What a torrent and its file are called in the catalogue. */
public final class TorrentName {
    /** The type of a torrent with several files. */
    public static final String FOLDER = "folder";

    /** The type of a file without an extension. */
    public static final String FILE = "file";

    private static final String SUFFIX = ".torrent";
    private static final Pattern EXTENSION = Pattern.compile("(.+)\\.([A-Za-z0-9]{1,16})");

    private TorrentName() {}

    /**
     * The name of a .torrent, fit to be shown and to be a file's name.
     *
     * @throws BadTorrentException where it does not end in {@code .torrent}, has a separator in it or is too long
     */
    public static String ofFile(String untrusted) throws BadTorrentException {
        String name = SafePath.part(untrusted).strip();
        if (!name.toLowerCase(Locale.ROOT).endsWith(SUFFIX) || name.length() == SUFFIX.length()) {
            throw new BadTorrentException("a torrent is published as NAME.torrent");
        }
        return name;
    }

    /** The extension of a single file in lower case, {@value #FILE} where it has none, {@value #FOLDER} for several. */
    static String type(Metainfo metainfo) {
        Matcher extension = EXTENSION.matcher(metainfo.name());
        if (!metainfo.singleFile()) {
            return FOLDER;
        }
        return extension.matches() ? extension.group(2).toLowerCase(Locale.ROOT) : FILE;
    }

    /** The name without the extension that its type says already. */
    static String stem(String name, String type) {
        Matcher extension = EXTENSION.matcher(name);
        return extension.matches() && extension.group(2).equalsIgnoreCase(type) ? extension.group(1) : name;
    }
}
