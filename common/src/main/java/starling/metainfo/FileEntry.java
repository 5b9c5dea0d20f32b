package starling.metainfo;

import java.util.List;

/**
 * One file of a torrent.
 *
 * @param path below the torrent's folder, each part judged by {@link SafePath}; for a single-file torrent its name alone
 * @param lengthBytes may be 0
 * @param offset where it starts in the whole content
 * @param padding whether it is none, but zeros up to where the next is to begin (BEP 47): nothing of it is stored or shown
 */
public record FileEntry(List<String> path, long lengthBytes, long offset, boolean padding) {
    /** A file that is one. */
    public FileEntry(List<String> path, long lengthBytes, long offset) {
        this(path, lengthBytes, offset, false);
    }

    public long end() {
        return offset + lengthBytes;
    }

    /** The parts joined by {@code /}, as people read it. */
    public String display() {
        return String.join("/", path);
    }
}
