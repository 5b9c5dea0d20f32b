package starling.peer.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.metainfo.SafePath;

/** Where a torrent's files lie. */
final class ContentPaths {
    private ContentPaths() {}

    /** An entry a file; where the file system takes two names for one, one of them gets another. */
    static List<Path> of(Path folder, Metainfo metainfo) {
        return of(folder, metainfo, isCaseBlind(folder));
    }

    static List<Path> of(Path folder, Metainfo metainfo, boolean caseBlind) {
        List<Path> paths = exact(folder, metainfo);
        if (!caseBlind) {
            return paths;
        }
        Set<String> taken = folders(folder, paths);
        for (int index = 0; index < paths.size(); index++) {
            Path path = paths.get(index);
            for (int next = 2; !taken.add(folded(path)); next++) {
                path = paths.get(index).resolveSibling(paths.get(index).getFileName() + "~" + next);
            }
            paths.set(index, path);
        }
        return paths;
    }

    /** All folders that files need: where a file is called as one of them, the file gets another name. */
    private static Set<String> folders(Path root, List<Path> paths) {
        Set<String> folders = new HashSet<>();
        for (Path path : paths) {
            for (Path above = path.getParent(); above != null && !above.equals(root); above = above.getParent()) {
                if (!folders.add(folded(above))) {
                    break;
                }
            }
        }
        return folders;
    }

    private static String folded(Path path) {
        return Normalizer.normalize(path.toString(), Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** Whether the folder, or what there is of it, is also found by its name in other letters. */
    static boolean isCaseBlind(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (existing != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || existing.getFileName() == null) {
            return false;
        }
        String name = existing.getFileName().toString();
        String other = name.equals(name.toUpperCase(Locale.ROOT))
                ? name.toLowerCase(Locale.ROOT)
                : name.toUpperCase(Locale.ROOT);
        try {
            Path sibling = existing.resolveSibling(other);
            return !other.equals(name) && Files.exists(sibling) && Files.isSameFile(existing, sibling);
        } catch (IOException | InvalidPathException notToBeTold) {
            return false;
        }
    }

    private static List<Path> exact(Path folder, Metainfo metainfo) {
        List<Path> paths = new ArrayList<>(metainfo.files().size());
        for (FileEntry file : metainfo.files()) {
            List<String> parts = new ArrayList<>();
            if (!metainfo.singleFile()) {
                parts.add(metainfo.name());
            }
            parts.addAll(file.path());
            paths.add(SafePath.resolve(folder, parts));
        }
        return paths;
    }

    /** Makes the folders down to {@code parent}; nothing outside of {@code folder}, links included. */
    static void makeFolders(Path folder, Path parent) throws IOException {
        Files.createDirectories(folder);
        Path inside = folder.toRealPath();
        Path existing = parent;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        if (!existing.toRealPath().startsWith(inside)) {
            throw new FileSystemException(parent.toString(), null, "a link leads out of " + folder);
        }
        Files.createDirectories(parent);
    }
}
