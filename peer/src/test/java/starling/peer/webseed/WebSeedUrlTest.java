package starling.peer.webseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.bencode.BString;
import starling.metainfo.FileEntry;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceLayout;

class WebSeedUrlTest {
    private static Metainfo torrent(String name, List<List<String>> paths) {
        List<FileEntry> files = new ArrayList<>();
        for (List<String> path : paths) {
            files.add(new FileEntry(path, 10, files.size() * 10L));
        }
        return new Metainfo(
                InfoHash.of(new byte[InfoHash.LENGTH]),
                name,
                new PieceLayout(files.size() * 10L, 16_384),
                BString.of(new byte[InfoHash.LENGTH]),
                files,
                paths.size() == 1,
                List.of(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                BString.of(new byte[0]));
    }

    private static final Metainfo SINGLE = torrent("a file ü.bin", List.of(List.of("a file ü.bin")));
    private static final Metainfo FOLDER =
            torrent("the folder", List.of(List.of("a#b?.txt"), List.of("deep er", "50%+1&2;=@:.bin")));

    @ParameterizedTest
    @CsvSource({
        "http://h/x.bin,            http://h/x.bin",
        "http://h/x.bin?key=1,      http://h/x.bin?key=1",
        "http://h/dir/,             http://h/dir/a%20file%20%C3%BC.bin",
        "http://h,                  http://h/a%20file%20%C3%BC.bin",
        "http://h/,                 http://h/a%20file%20%C3%BC.bin",
        "https://h:8443/ü x.bin,    https://h:8443/%C3%BC%20x.bin",
        "http://h/100%/x%20y,       http://h/100%25/x%20y",
        "http://h/x.bin#part,       http://h/x.bin",
        "http://[::1]:81/x.bin,     http://[::1]:81/x.bin",
        "HTTP://h/x.bin,            HTTP://h/x.bin"
    })
    void aSingleFileIsAtTheUrlOrBelowIt(String written, String file) throws Exception {
        assertThat(new WebSeedUrl(written, SINGLE).file(0)).hasToString(file);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/dir/,  http://h/dir/the%20folder/",
        "http://h/dir,   http://h/dir/the%20folder/",
        "http://h,       http://h/the%20folder/"
    })
    void severalFilesAreInAFolderBelowIt(String written, String folder) throws Exception {
        WebSeedUrl url = new WebSeedUrl(written, FOLDER);

        assertThat(url.file(0)).hasToString(folder + "a%23b%3F.txt");
        assertThat(url.file(1)).hasToString(folder + "deep%20er/50%25%2B1%262%3B%3D%40%3A.bin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h/x",
                "x.bin",
                "",
                "http:///x",
                "http://user:word@h/x",
                "file:///etc/passwd",
                "http://h:port/x",
                "http://h/dir?key=1",
                "jar:http://h/x!/y"
            })
    void whatCannotBeAskedIsRefused(String written) {
        assertThatThrownBy(() -> new WebSeedUrl(written, FOLDER)).isInstanceOf(WebSeedException.class);
    }
}
