package starling.peer.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import starling.peer.storage.OpenFiles.OpenFile;

/** Has what was written to a torrent's files survive a power cut, as far as the disk keeps its word. */
public final class UnforcedFiles {
    private static final int FORCED_ONE_BY_ONE = 64;

    private final Path folder;
    private final List<Path> paths;
    private final PartFile parts;
    private final ContentChannels channels;
    private final WrittenFiles written;
    private final Lock staying;

    /** @param staying held by whoever needs that no bytes move between files */
    UnforcedFiles(
            Path folder,
            List<Path> paths,
            PartFile parts,
            ContentChannels channels,
            WrittenFiles written,
            Lock staying) {
        this.folder = folder;
        this.paths = paths;
        this.parts = parts;
        this.channels = channels;
        this.written = written;
        this.staying = staying;
    }

    /** How many bytes were written since the last time that some were forced. */
    public long bytes() {
        return written.unforcedBytes();
    }

    /** Forces what was written since the last time. A file that was closed meanwhile is opened again for it. */
    public void force() throws StorageException {
        List<Integer> unforced = written.takeUnforced();
        if (unforced.size() > FORCED_ONE_BY_ONE && forceAtOnce(unforced)) {
            return;
        }
        for (int done = 0; done < unforced.size(); done++) {
            try {
                if (unforced.get(done) == paths.size()) {
                    forceParts();
                } else {
                    force(unforced.get(done));
                }
            } catch (IOException failed) {
                written.giveBack(unforced.subList(done, unforced.size()));
                throw StorageException.of(failed);
            }
        }
    }

    /** Does a part of that in advance: of files that are open, where only a few were written. */
    public void forceOpen() throws StorageException {
        List<Integer> unforced = written.takeUnforced();
        List<Integer> left = new ArrayList<>(unforced);
        try {
            for (int index : unforced.size() > FORCED_ONE_BY_ONE ? List.<Integer>of() : unforced) {
                OpenFile file = channels.enterOpen(index);
                if (file != null) {
                    try {
                        file.channel.force(false);
                        left.remove((Integer) index);
                    } finally {
                        file.leave();
                    }
                }
            }
        } catch (IOException failed) {
            throw StorageException.of(failed);
        } finally {
            written.giveBack(left);
        }
    }

    private boolean forceAtOnce(List<Integer> unforced) {
        return unforced.get(unforced.size() - 1) < paths.size()
                && FileSystemSync.force(
                        folder, unforced.stream().map(paths::get).toList());
    }

    /** Not while files are moved: the part file that is gone with the last of them must not come back. */
    private void forceParts() throws IOException {
        staying.lock();
        try {
            if (Files.exists(parts.path())) {
                force(paths.size());
            }
        } finally {
            staying.unlock();
        }
    }

    private void force(int index) throws IOException {
        OpenFile file = channels.enter(index, true);
        try {
            file.channel.force(false);
        } finally {
            file.leave();
        }
    }
}
