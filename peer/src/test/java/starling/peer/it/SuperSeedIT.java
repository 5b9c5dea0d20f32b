package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are not ours download from us while we super-seed (BEP 16). */
class SuperSeedIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private Path content;
    private Path torrent;

    @BeforeEach
    void superSeed() {
        content = Content.single(stage.folder("origin"));
        torrent = stage.torrent(stage.tracker("--interval", "5s").announceUrl(), content);
        Running seeder = stage.peer(
                stage.folder("seeder"),
                "seed",
                torrent.toString(),
                "--super-seed",
                "--in",
                content.getParent().toString());
        seeder.awaitOut("seeding");
    }

    @ParameterizedTest
    @EnumSource(names = {"ARIA2", "LIBTORRENT"})
    void oneAloneGetsAll(Make make) {
        Path target = stage.folder("target");

        make.downloads(Host.loopback(stage), target, torrent);

        isWhole(target);
    }

    @Test
    void twoGetAllFromUsAndFromEachOther() {
        Path ofLibtorrent = stage.folder("libtorrent");
        Path ofAria2 = stage.folder("aria2");
        Running libtorrent = Libtorrent.start(Host.loopback(stage), ofLibtorrent, torrent);
        libtorrent.awaitOut("info_hash");

        Make.ARIA2.downloads(Host.loopback(stage), ofAria2, torrent);

        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();
        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        isWhole(ofAria2);
        isWhole(ofLibtorrent);
    }

    private void isWhole(Path target) {
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }
}
