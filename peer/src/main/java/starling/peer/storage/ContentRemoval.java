package starling.peer.storage;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import starling.metainfo.Metainfo;

/**
 * What is on disk of a torrent, to be deleted with it: its own files, and folders that are empty without them. What is
 * reached through a link, is longer than the torrent says, or belongs to another torrent, too, stays.
 */
public final class ContentRemoval {
    private final Path folder;
    private final List<Path> files;
    private final long bytes;
    private final int kept;

    private ContentRemoval(Path folder, List<Path> files, long bytes, int kept) {
        this.folder = folder;
        this.files = List.copyOf(files);
        this.bytes = bytes;
        this.kept = kept;
    }

    /**
     * @param folder that the content lies in
     * @param others files of other torrents
     */
    public static ContentRemoval of(Path folder, Metainfo metainfo, Set<Path> others) {
        List<Path> paths = ContentPaths.of(folder, metainfo);
        List<Path> files = new ArrayList<>();
        long bytes = 0;
        int kept = 0;
        for (int index = 0; index < paths.size(); index++) {
            Path path = paths.get(index);
            if (metainfo.files().get(index).padding()) {
                continue;
            }
            try {
                BasicFileAttributes found =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                boolean own = found.isRegularFile()
                        && found.size() <= metainfo.files().get(index).lengthBytes()
                        && !others.contains(path)
                        && !behindLink(folder, path);
                if (own) {
                    files.add(path);
                    bytes += found.size();
                } else {
                    kept++;
                }
            } catch (IOException notThere) {
                // never fetched, or deleted by hand
            }
        }
        return new ContentRemoval(folder, files, bytes, kept);
    }

    /** Where a torrent's files lie, whether they are there or not. */
    public static List<Path> paths(Path folder, Metainfo metainfo) {
        return ContentPaths.of(folder, metainfo);
    }

    private static boolean behindLink(Path folder, Path path) {
        for (Path parent = path.getParent(); !parent.equals(folder); parent = parent.getParent()) {
            if (Files.isSymbolicLink(parent)) {
                return true;
            }
        }
        return false;
    }

    /** How many files go. */
    public int count() {
        return files.size();
    }

    /** How long they are together. */
    public long bytes() {
        return bytes;
    }

    /** How many files are there in its place and stay. */
    public int kept() {
        return kept;
    }

    /** Deletes them; what has gone meanwhile is no error. */
    public void delete() throws IOException {
        Set<Path> folders = new TreeSet<>(
                Comparator.<Path>comparingInt(Path::getNameCount).reversed().thenComparing(Comparator.naturalOrder()));
        for (Path file : files) {
            Files.deleteIfExists(file);
            for (Path parent = file.getParent(); !parent.equals(folder); parent = parent.getParent()) {
                folders.add(parent);
            }
        }
        for (Path inside : folders) {
            try {
                Files.delete(inside);
            } catch (DirectoryNotEmptyException | NoSuchFileException somethingElseIsInIt) {
                // it stays, as it should
            }
        }
    }
}
