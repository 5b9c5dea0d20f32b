package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** A make of BitTorrent client that is not ours. */
enum Make {
    ARIA2 {
        @Override
        void seeds(Host host, Path folder, Path torrent) {
            Aria2.seed(host, folder, torrent);
        }

        @Override
        void downloads(Host host, Path folder, Path torrent) {
            Running download = Aria2.download(host, folder, torrent);
            assertThat(download.awaitExit()).as(download::transcript).isZero();
        }
    },
    LIBTORRENT {
        @Override
        void seeds(Host host, Path folder, Path torrent) {
            Libtorrent.start(host, folder, torrent).awaitOut("^complete$");
        }

        @Override
        void downloads(Host host, Path folder, Path torrent) {
            Running libtorrent = Libtorrent.start(host, folder, torrent);
            libtorrent.awaitOut("^complete$");
            // it says so before the last of it is on disk, and leaves when it is
            libtorrent.endInput();
            assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        }
    },
    TRANSMISSION {
        @Override
        void seeds(Host host, Path folder, Path torrent) {
            downloads(host, folder, torrent);
        }

        @Override
        void downloads(Host host, Path folder, Path torrent) {
            Transmission transmission = Transmission.start(host, folder);
            transmission.add(torrent);
            transmission.awaitComplete();
        }
    };

    /** Starts one that has the content in {@code folder}. */
    abstract void seeds(Host host, Path folder, Path torrent);

    /** Starts one that has nothing; returns when it has all. */
    abstract void downloads(Host host, Path folder, Path torrent);
}
