package starling.peer.it;

import java.nio.file.Path;

/** The two kinds of content that a torrent may describe. */
enum Shape {
    SINGLE_FILE {
        @Override
        Path make(Path folder) {
            return Content.single(folder);
        }
    },
    MANY_FILES {
        @Override
        Path make(Path folder) {
            return Content.folder(folder);
        }
    };

    /** Makes the content in {@code folder}: the path of its file or folder. */
    abstract Path make(Path folder);
}
