package starling.peer.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.metainfo.SafePath;

/** Where a torrent's files lie. */
final class ContentPaths {
    private ContentPaths() {}

    /** An entry a file. */
    static List<Path> of(Path folder, Metainfo metainfo) {
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
