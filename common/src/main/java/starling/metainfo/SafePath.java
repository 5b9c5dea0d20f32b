package starling.metainfo;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The only way from a name that came from outside to a path here. Parts that would lead elsewhere are refused; parts
 * that are merely odd are made harmless, so that real torrents still work.
 */
public final class SafePath {
    /** What the common file systems take for one name. */
    static final int MAX_NAME_BYTES = 255;

    static final int MAX_DEPTH = 64;

    private SafePath() {}

    /**
     * The parts of a path, each fit to be a name in a folder.
     *
     * @throws BadTorrentException where a part would lead out of the folder, or nothing is left
     */
    public static List<String> parts(List<String> untrusted) throws BadTorrentException {
        if (untrusted.size() > MAX_DEPTH) {
            throw new BadTorrentException("a path is deeper than " + MAX_DEPTH + " folders");
        }
        List<String> parts = new ArrayList<>(untrusted.size());
        for (String part : untrusted) {
            if (!part.isEmpty()) {
                parts.add(part(part));
            }
        }
        if (parts.isEmpty()) {
            throw new BadTorrentException("a file has no name");
        }
        return List.copyOf(parts);
    }

    /** One part; control characters become {@code _}. */
    public static String part(String untrusted) throws BadTorrentException {
        if (untrusted.isEmpty()) {
            throw new BadTorrentException("a name is empty");
        }
        if (untrusted.equals(".") || untrusted.equals("..")) {
            throw new BadTorrentException("a name leads out of its folder: " + untrusted);
        }
        if (untrusted.indexOf('/') >= 0 || untrusted.indexOf('\\') >= 0 || untrusted.indexOf('\0') >= 0) {
            throw new BadTorrentException("a name holds a separator: " + printable(untrusted));
        }
        if (untrusted.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new BadTorrentException("a name is longer than " + MAX_NAME_BYTES + " bytes");
        }
        return printable(untrusted);
    }

    /** The text with control characters, and those that turn the direction of writing, as {@code _}. */
    public static String printable(String untrusted) {
        StringBuilder text = null;
        for (int i = 0; i < untrusted.length(); i++) {
            char c = untrusted.charAt(i);
            boolean direction = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
            if (Character.isISOControl(c) || direction) {
                if (text == null) {
                    text = new StringBuilder(untrusted);
                }
                text.setCharAt(i, '_');
            }
        }
        return text == null ? untrusted : text.toString();
    }

    /**
     * The path below {@code folder}. Where the runtime's file name encoding cannot hold a character (JDK under
     * {@code LC_ALL=C}), its UTF-8 bytes stand escaped as {@code %C3%A9}.
     */
    public static Path resolve(Path folder, List<String> parts) {
        Path path = folder;
        for (String part : parts) {
            path = path.resolve(encodable(folder, part));
        }
        // Absolute: a normalised "." is empty and a "../.." starts with "..".
        if (!path.toAbsolutePath()
                .normalize()
                .startsWith(folder.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("not below " + folder + ": " + parts);
        }
        return path;
    }

    private static String encodable(Path folder, String part) {
        try {
            folder.resolve(part);
            return part;
        } catch (InvalidPathException notInThisEncoding) {
            StringBuilder escaped = new StringBuilder();
            for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
                if (b < 0) {
                    escaped.append(String.format("%%%02X", b));
                } else {
                    escaped.append((char) b);
                }
            }
            return escaped.toString();
        }
    }
}
