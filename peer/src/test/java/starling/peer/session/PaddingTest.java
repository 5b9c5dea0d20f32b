package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.metainfo.FileEntry;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Priority;
import starling.peer.session.TorrentSession.Intent;

/** Torrents whose files are filled up to whole pieces (BEP 47), between two clients over loopback. */
class PaddingTest extends OnLoopback {
    private static final int PIECE = 4 * BLOCK;

    private Sample sample;

    @BeforeEach
    void pad() throws IOException {
        sample = Sample.padded(PIECE, 5, PIECE, 3 * PIECE + 1, 2 * BLOCK);
    }

    private void assertThatFilesAreThere(Path folder) {
        for (int index = 0; index < sample.metainfo().files().size(); index++) {
            FileEntry file = sample.metainfo().files().get(index);
            Path path = folder.resolve("sample").resolve(file.display());
            if (file.padding()) {
                assertThat(path).doesNotExist();
            } else {
                assertThat(path).hasBinaryContent(sample.file(index));
            }
        }
        assertThat(folder.resolve("sample/.pad")).doesNotExist();
    }

    private TorrentSession fetch(Client client, FetchPlan plan) throws Exception {
        Path seed = home.resolve("seed");
        sample.writeFilesTo(seed);
        Client seeder = keep(Sample.client(home.resolve("seeder")));
        TorrentSession seeding = sample.open(seeder, seed, Intent.SEED);
        seeding.start();
        awaitComplete(seeding);
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.plan(plan);
        session.addPeers(List.of(new Endpoint(InetAddress.getLoopbackAddress(), seeder.port())));
        session.start();
        awaitComplete(session);
        return session;
    }

    @Test
    void paddingIsNeitherStoredNorAskedForNorCounted() throws Exception {
        long contentBytes = 5 + PIECE + 3 * PIECE + 1 + 2 * BLOCK;
        TorrentSession session = fetch(keep(Sample.client(home.resolve("client"))), FetchPlan.ALL);

        assertThatFilesAreThere(home.resolve("downloads"));
        assertThat(session.snapshot().wantedBytes()).isEqualTo(contentBytes);
        assertThat(session.snapshot().leftBytes()).isZero();
        assertThat(session.snapshot().have().isFull()).isTrue();
        // A block with a byte of a file in it comes as a whole, others do not come.
        assertThat(session.snapshot().downloadedBytes()).isEqualTo(BLOCK + PIECE + 3 * PIECE + BLOCK + 2 * BLOCK);
    }

    @Test
    void itIsTrustedAfterARestartAndFoundByACheck() throws Exception {
        Client first = Sample.client(home.resolve("client"));
        fetch(first, FetchPlan.ALL);
        first.close();

        Client again = keep(Sample.client(home.resolve("client")));
        again.continueAll();
        TorrentSession session = again.torrents().get(0);
        awaitComplete(session);
        session.recheck();
        awaitComplete(session);

        assertThat(session.snapshot().leftBytes()).isZero();
        assertThatFilesAreThere(home.resolve("downloads"));
    }

    @Test
    void oneFileOfItIsFetchedAlone() throws Exception {
        List<Priority> third = sample.metainfo().files().stream()
                .map(file -> file.padding() || file.display().equals("f3") ? Priority.NORMAL : Priority.OFF)
                .toList();
        TorrentSession session = fetch(keep(Sample.client(home.resolve("client"))), new FetchPlan(third, false));

        assertThat(session.snapshot().wantedBytes()).isEqualTo(3 * PIECE + 1);
        assertThat(home.resolve("downloads/sample/f3")).hasSize(3 * PIECE + 1);
        assertThat(home.resolve("downloads/sample/f1")).doesNotExist();
        assertThat(home.resolve("downloads/sample/.pad")).doesNotExist();
    }

    @Test
    void webSeedsAreNotAskedForIt() throws Exception {
        TinyWebServer server = keep(new TinyWebServer());
        for (int index = 0; index < sample.metainfo().files().size(); index++) {
            FileEntry file = sample.metainfo().files().get(index);
            if (!file.padding()) {
                server.with("/sample/" + file.display(), sample.file(index));
            }
        }
        Sample served = sample.withWebSeeds(server.url("/"));
        Client client = keep(Sample.client(home.resolve("client")));
        TorrentSession session = served.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.start();

        awaitComplete(session);

        assertThatFilesAreThere(home.resolve("downloads"));
        assertThat(server.asked()).noneMatch(asked -> asked.path().contains(".pad"));
    }
}
