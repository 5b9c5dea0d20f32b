package starling.metainfo;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * The only way from a name that came from outside to a path here. Parts that would lead elsewhere are refused; parts
 * that are merely odd are made harmless, so that real torrents still work.
 */
public final class SafePath {
    /** What the common file systems take for one name. */
    static final int MAX_NAME_BYTES = 255;

    static final int MAX_DEPTH = 64;

    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-F]{2})");

    private static final Pattern DEVICES =
            Pattern.compile("CON|PRN|AUX|NUL|(COM|LPT)[0-9¹²³]", Pattern.CASE_INSENSITIVE);

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

    /** The text with control characters, and those that end a line or turn the direction of writing, as {@code _}. */
    public static String printable(String untrusted) {
        StringBuilder text = null;
        for (int i = 0; i < untrusted.length(); i++) {
            char c = untrusted.charAt(i);
            boolean direction = c == '\u061c'
                    || c == '\u200e'
                    || c == '\u200f'
                    || c >= '\u2028' && c <= '\u202e'
                    || c >= '\u2066' && c <= '\u2069';
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
     * {@code LC_ALL=C}), its UTF-8 bytes stand escaped as {@code %C3%A9}; a name that looks escaped is escaped there, too.
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

    private static String encodable(Path folder, String untranslated) {
        String part = File.separatorChar == '\\' ? onWindows(untranslated) : untranslated;
        try {
            folder.resolve(part);
            return ESCAPE.matcher(part).find() && !speaks(folder) ? escapedHere(part) : part;
        } catch (InvalidPathException notInThisEncoding) {
            return escapedHere(part);
        }
    }

    /** Whether the file system has names for all there is. */
    private static boolean speaks(Path folder) {
        try {
            folder.resolve("\u00e9\u6f22");
            return true;
        } catch (InvalidPathException notInThisEncoding) {
            return false;
        }
    }

    /** No two names become one: what looks like an escape has its percent sign escaped. */
    static String escapedHere(String part) {
        return fitting(escaped(ESCAPE.matcher(part).replaceAll("%25$1"), b -> b < 0));
    }

    /** A name as Windows has it: no stream or drive, no pattern, no device, nothing at its end that would be lost. */
    static String onWindows(String part) {
        String name = escaped(part, b -> b > 0 && "<>:\"|?*".indexOf(b) >= 0);
        String stem = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        if (DEVICES.matcher(stem.strip()).matches()) {
            name = "_" + name;
        }
        char last = name.charAt(name.length() - 1);
        return last == '.' || last == ' '
                ? name.substring(0, name.length() - 1) + String.format("%%%02X", (int) last)
                : name;
    }

    private static String escaped(String part, IntPredicate escape) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
            if (escape.test(b)) {
                bytes.writeBytes(String.format("%%%02X", b).getBytes(StandardCharsets.US_ASCII));
            } else {
                bytes.write(b);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Escapes make a name three times as long: what is too long ends in a number of its own instead. */
    private static String fitting(String escaped) {
        if (escaped.length() <= MAX_NAME_BYTES) {
            return escaped;
        }
        String number = "~"
                + InfoHash.ofInfo(escaped.getBytes(StandardCharsets.US_ASCII))
                        .hex()
                        .substring(0, 16);
        return escaped.substring(0, MAX_NAME_BYTES - number.length()) + number;
    }
}
