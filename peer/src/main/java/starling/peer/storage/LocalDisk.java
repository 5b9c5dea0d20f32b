package starling.peer.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Set;

/** The disk as it is. */
final class LocalDisk implements OpenFiles.Disk {
    @Override
    public FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
        return FileChannel.open(path, options);
    }

    /**
     * Goes down from folder to folder, each opened in the one before and no link followed, so that a link that is put in the
     * way at the last moment leads nowhere either. At most two folders are open at a time.
     */
    @Override
    public FileChannel openInside(Path folder, Path path, Set<OpenOption> options) throws IOException {
        Path below = folder.relativize(path);
        DirectoryStream<Path> start = Files.newDirectoryStream(folder);
        if (!(start instanceof SecureDirectoryStream<Path> root)) {
            start.close();
            return open(path, options);
        }
        SecureDirectoryStream<Path> at = root;
        try {
            for (int step = 0; step < below.getNameCount() - 1; step++) {
                SecureDirectoryStream<Path> next = down(at, below.getName(step), path);
                at.close();
                at = next;
            }
            SeekableByteChannel channel = at.newByteChannel(below.getFileName(), options);
            if (channel instanceof FileChannel file) {
                return file;
            }
            channel.close();
            throw new FileSystemException(path.toString(), null, "no file that can be written at a place");
        } finally {
            at.close();
        }
    }

    private static SecureDirectoryStream<Path> down(SecureDirectoryStream<Path> from, Path name, Path path)
            throws IOException {
        try {
            return from.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (NotDirectoryException | FileSystemLoopException link) {
            throw new FileSystemException(path.toString(), null, "a link stands in the way: " + name);
        }
    }
}
