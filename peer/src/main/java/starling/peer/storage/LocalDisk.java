package starling.peer.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The disk as it is. */
final class LocalDisk implements OpenFiles.Disk {
    /** Files come one after the other, so that a few folders are enough for each to be opened once. */
    private static final int FOLDERS_KEPT = 16;

    /**
     * A folder that is kept open.
     *
     * @param key what tells it from any other that stands at its path later
     */
    private record Folder(SecureDirectoryStream<Path> stream, Object key) {}

    /** Those used last, by path, the one unused for longest first. */
    private final Map<Path, Folder> kept = new LinkedHashMap<>(2 * FOLDERS_KEPT, 0.75f, true);

    @Override
    public FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
        return FileChannel.open(path, options);
    }

    /**
     * Goes down from folder to folder, each opened in the one before and no link followed, so that a link that is put in the
     * way at the last moment leads nowhere either. The folder that it comes to stays open for the next file, as long as it is
     * what stands at its path.
     */
    @Override
    public FileChannel openInside(Path folder, Path path, Set<OpenOption> options) throws IOException {
        Folder known = known(path.getParent());
        if (known != null) {
            try {
                return open(known.stream(), path, options);
            } catch (ClosedDirectoryStreamException droppedMeanwhile) {
                // as if it had never been there
            }
        }
        SecureDirectoryStream<Path> at = walk(folder, path);
        if (at == null) {
            ContentPaths.makeFolders(folder, path.getParent());
            return open(path, options);
        }
        try {
            FileChannel file = open(at, path, options);
            keep(path.getParent(), at);
            return file;
        } catch (IOException | RuntimeException failed) {
            at.close();
            throw failed;
        }
    }

    private static FileChannel open(SecureDirectoryStream<Path> in, Path path, Set<OpenOption> options)
            throws IOException {
        SeekableByteChannel channel = in.newByteChannel(path.getFileName(), options);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new FileSystemException(path.toString(), null, "no file that can be written at a place");
    }

    /** The folder of a file; null where the system cannot open one file from another. */
    private static SecureDirectoryStream<Path> walk(Path folder, Path path) throws IOException {
        DirectoryStream<Path> start = Files.newDirectoryStream(folder);
        if (!(start instanceof SecureDirectoryStream<Path> root)) {
            start.close();
            return null;
        }
        Path below = folder.relativize(path);
        SecureDirectoryStream<Path> at = root;
        for (int step = 0; step < below.getNameCount() - 1; step++) {
            try (SecureDirectoryStream<Path> above = at) {
                at = down(above, below.getName(step), path);
            }
        }
        return at;
    }

    private static SecureDirectoryStream<Path> down(SecureDirectoryStream<Path> from, Path name, Path path)
            throws IOException {
        try {
            return from.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (NotDirectoryException | FileSystemLoopException link) {
            throw new FileSystemException(path.toString(), null, "a link stands in the way: " + name);
        }
    }

    /** The folder where it is open and still stands there; null otherwise. */
    private Folder known(Path path) throws IOException {
        Folder known;
        synchronized (kept) {
            known = kept.get(path);
        }
        return known != null && known.key().equals(key(path)) ? known : null;
    }

    private static Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException gone) {
            return null;
        }
    }

    private void keep(Path path, SecureDirectoryStream<Path> stream) throws IOException {
        Object key = stream.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        List<Folder> leaving = new ArrayList<>(2);
        synchronized (kept) {
            Folder before = kept.put(path, new Folder(stream, key));
            if (before != null) {
                leaving.add(before);
            }
            if (kept.size() > FOLDERS_KEPT) {
                var oldest = kept.entrySet().iterator();
                leaving.add(oldest.next().getValue());
                oldest.remove();
            }
        }
        for (Folder folder : leaving) {
            folder.stream().close();
        }
    }

    @Override
    public void release() throws IOException {
        List<Folder> leaving;
        synchronized (kept) {
            leaving = List.copyOf(kept.values());
            kept.clear();
        }
        for (Folder folder : leaving) {
            folder.stream().close();
        }
    }
}
