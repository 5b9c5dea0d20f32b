package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import starling.metainfo.InfoHash;

/**
 * A torrent of odd but harmless names, given and fetched where the system's encoding holds them and where it does not
 * ({@code LC_ALL=C}): each file is there, none is in another's place, and what was fetched can be given on.
 */
class OddNamesIT {
    private static final String FOLDER = "\u00f6dd names";
    private static final String FOLDER_IN_ASCII = "%C3%B6dd names";

    /** Names, and what they are where there is ASCII alone. The third is what the second becomes there. */
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("plain.txt", "plain.txt");
        NAMES.put("\u00e9", "%C3%A9");
        NAMES.put("%C3%A9", "%25C3%25A9");
        NAMES.put("e\u0301", "e%CC%81");
        NAMES.put("\u65e5\u672c\u8a9e.txt", "%E6%97%A5%E6%9C%AC%E8%AA%9E.txt");
        NAMES.put("\ud83d\ude00", "%F0%9F%98%80");
        NAMES.put("trailing.", "trailing.");
        NAMES.put("trailing ", "trailing ");
        NAMES.put(" ", " ");
        NAMES.put("...", "...");
        NAMES.put("CON", "CON");
        NAMES.put("C:", "C:");
        NAMES.put("a?b*c|d<e>\"", "a?b*c|d<e>\"");
        NAMES.put("-rf", "-rf");
        NAMES.put("~", "~");
        NAMES.put("$HOME", "$HOME");
        NAMES.put("100%", "100%");
        NAMES.put(".hidden", ".hidden");
        NAMES.put("UPPER", "UPPER");
        NAMES.put("upper", "upper");
        NAMES.put("x".repeat(255), "x".repeat(255));
    }

    @RegisterExtension
    final Stage stage = new Stage();

    private static byte[] content(int number) {
        return ("This is file " + number + " of those with odd names.\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void string(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(bytes);
    }

    private static void string(ByteArrayOutputStream out, String text) {
        string(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void raw(ByteArrayOutputStream out, String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** Made by hand: the tests may themselves run where files cannot have such names. */
    private Path torrent() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        raw(out, "d4:infod5:filesl");
        for (String name : NAMES.keySet()) {
            byte[] content = content(all.size());
            raw(out, "d6:lengthi" + content.length + "e4:pathl3:sub");
            string(out, name);
            raw(out, "ee");
            all.writeBytes(content);
        }
        raw(out, "e4:name");
        string(out, FOLDER);
        raw(out, "12:piece lengthi16384e6:pieces");
        string(out, InfoHash.ofInfo(java.nio.ByteBuffer.wrap(all.toByteArray())).bytes());
        raw(out, "ee");
        return Files.write(stage.folder("torrents").resolve("odd.torrent"), out.toByteArray());
    }

    private Path contentInAscii() throws IOException {
        Path folder = stage.folder("origin").resolve(FOLDER_IN_ASCII + "/sub");
        Files.createDirectories(folder);
        int offset = 0;
        for (String name : NAMES.values()) {
            byte[] content = content(offset);
            Files.write(folder.resolve(name), content);
            offset += content.length;
        }
        return stage.folder("origin");
    }

    private Running peer(String locale, String home, String... words) {
        List<String> command = new ArrayList<>(List.of("env", "LC_ALL=" + locale));
        command.addAll(Jars.peer("64m"));
        command.addAll(List.of("--home", stage.folder(home).toString(), "--bind", "127.0.0.1"));
        command.addAll(List.of(words));
        return stage.start("peer " + home, command);
    }

    /** The names below a folder and the numbers in the files, whatever encoding the tests run in. */
    private Map<String, String> files(String home) {
        Running find = stage.start(
                "find",
                List.of(
                        "env",
                        "LC_ALL=C",
                        "sh",
                        "-c",
                        "cd \"$1\" && find . -type f -exec sh -c 'printf \"%s=\" \"$1\"; cat \"$1\"' sh {} \\;",
                        "sh",
                        stage.folder(home).resolve("downloads").toString()));
        assertThat(find.awaitExit()).as(find::transcript).isZero();
        Map<String, String> files = new TreeMap<>();
        for (String line : find.out()) {
            int end = line.lastIndexOf('=');
            files.put(line.substring(0, end), line.substring(end + 1));
        }
        return files;
    }

    private static Map<String, String> expected(String folder, Iterable<String> names) {
        Map<String, String> files = new TreeMap<>();
        int offset = 0;
        for (String name : names) {
            byte[] content = content(offset);
            files.put("./" + folder + "/sub/" + name, new String(content, StandardCharsets.UTF_8).strip());
            offset += content.length;
        }
        return files;
    }

    @Test
    void eachFileHasAPlaceOfItsOwnInAnyEncoding() throws IOException {
        Path torrent = torrent();
        int port = Foreign.freePort();
        Running seeder = peer(
                "C",
                "seeder",
                "--port",
                Integer.toString(port),
                "seed",
                torrent.toString(),
                "--in",
                contentInAscii().toString());
        seeder.awaitOut("seeding");

        for (String locale : List.of("C", "C.UTF-8")) {
            Running download = peer(
                    locale,
                    "home-" + locale,
                    "--port",
                    "0",
                    "download",
                    torrent.toString(),
                    "--peer",
                    "127.0.0.1:" + port);
            assertThat(download.awaitExit()).as(download::transcript).isZero();
        }

        assertThat(files("home-C")).isEqualTo(expected(FOLDER_IN_ASCII, NAMES.values()));
        assertThat(files("home-C.UTF-8")).isEqualTo(expected(FOLDER, NAMES.keySet()));
    }
}
