package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What every command says to people, and to programs where it lists something. One peer works through the table from top
 * to bottom; another, in the same process, has what it fetches, and a server stands in for the tracker.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryCommandTest {
    private static final String TORRENT =
            "name info_hash state total_size wanted have downloaded uploaded download_rate upload_rate peers folder";

    /**
     * A line, and what it must say.
     *
     * @param says a pattern for all of it
     * @param fields of each object that it prints with {@code --json}; more may come, these keep their names
     */
    record Row(String line, String says, String fields) {
        String command() {
            return line.replaceFirst(" .*", "");
        }

        @Override
        public String toString() {
            return line;
        }
    }

    private static Row row(String line, String says) {
        return new Row(line, says, "");
    }

    private static Row row(String line, String says, String fields) {
        return new Row(line, says, fields);
    }

    /** {@code SEEDER} is where the other peer listens. */
    static List<Row> rows() {
        return List.of(
                row("create new.bin", ".*/torrents/new\\.bin\\.torrent\n"),
                row(
                        "info new.bin.torrent",
                        "file .*name +new\\.bin\n"
                                + "key +[0-9a-f]{40}\n"
                                + "size +1,000 bytes .*n_parts +1\n"
                                + ".*tracker +http://.*",
                        "file name info_hash total_size piece_length pieces files trackers web_seeds private"),
                row("publish new.bin.torrent", "new\\.bin: published\n"),
                row(
                        "search new",
                        "  1  found\\.bin +1\\.0 KiB  2 seeds  1 peer\n",
                        "name type torrent info_hash size seeders leechers"),
                row("magnet new.bin.torrent", "magnet:\\?xt=urn:btih:[0-9a-f]{40}&.*\n"),
                row("seed new.bin.torrent", ""),
                row("share shared.bin", ".*/torrents/shared\\.bin\\.torrent\n"),
                row("download --peer SEEDER ../seeder/torrents/album.torrent", ""),
                row("wait album", ".*album: complete and verified, in .*/downloads/album\n.*"),
                row("watch", ".*album  100 %  seeding\n.*new\\.bin  100 %  seeding\n.*"),
                row("list", "  1  100 %   97\\.7 KiB  seeding      album\n  2  .*new\\.bin\n.*", TORRENT),
                row(
                        "status",
                        "\\*{5} Starling peer \\*{5}\n"
                                + "Peer: id .*Max download .*\\*{3} Uploads in progress .*\n"
                                + "album .* uploaded\n"
                                + ".*",
                        TORRENT),
                row(
                        "files album",
                        "  1  100 %   97\\.7 KiB  normal  disc/one\\.bin\n  2  100 %       10 B  normal  two\\.bin\n",
                        "index path length have percent priority"),
                row(
                        "pieces album",
                        "album: 7 of 7 pieces of 16\\.0 KiB, 0 in flight\n +0  █{7}\n.*",
                        "name info_hash piece_length pieces have map availability"),
                row(
                        "trackers album",
                        "album: 1 tracker\n  1  ok +http://127\\.0\\.0\\.1:\\d+/announce  .*asked again in .*\n",
                        "torrent info_hash url tier state seeders leechers peers"),
                row("dht", "DHT is off: leave --no-dht out to use it\n", "state port remembered families"),
                row("priority album all high", "album: all high\n"),
                row("pause album", "album: paused\n"),
                row("resume album", "album: resumed\n"),
                row("recheck album", "album: complete, all 7 pieces match\n"),
                row("limit --download 1K", "all torrents: download 1\\.0 KiB/s, upload no limit\n"),
                row("limit", "all torrents: .*album: download no limit, .*", "max_download max_upload"),
                row("download --peer SEEDER ../seeder/torrents/slow.bin.torrent", ""),
                row(
                        "peers slow",
                        "slow\\.bin: 1 peer\n  127\\.0\\.0\\.1:\\d+ +seed +100 %  ↓ .* ↑ .*Starling .*\n",
                        "torrent address port id client encryption role percent downloaded uploaded download_rate"
                                + " upload_rate choking_us choked_by_us interesting interested"),
                row("peers --ledger", "  peer +gave +took +last\n  -SG.*", "id id_hex gave took last"),
                row("remove slow", "slow\\.bin: removed; its files are kept\n"),
                row("config", "max-upload +2M +environment, STARLING_MAX_UPLOAD\n", "name values source variable"),
                row("help", "  create +Make .*  exit +Say goodbye.*    7  left with downloads unfinished\n.*"),
                row("help limit", "Usage: limit .*Example: limit --upload 200K\n.*"),
                row("exit", ""));
    }

    @TempDir
    static Path root;

    private HttpServer tracker;
    private ShellHome seeder;
    private ShellHome home;

    @BeforeAll
    void aSeederAndATracker() throws IOException {
        tracker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tracker.createContext("/announce", exchange -> answer(exchange, 200, "d8:intervali1800e5:peers0:e"));
        tracker.createContext("/torrents", EveryCommandTest::catalogue);
        tracker.start();
        String announce = "http://127.0.0.1:" + tracker.getAddress().getPort() + "/announce";
        seeder = new ShellHome(root.resolve("seeder"), Optional.of(announce));
        home = new ShellHome(root.resolve("home"), Optional.of(announce));
        write("seeder/upload/album/disc/one.bin", 100_000);
        write("seeder/upload/album/two.bin", 10);
        write("seeder/upload/slow.bin", 1_000_000);
        write("home/upload/new.bin", 1_000);
        write("home/upload/shared.bin", 2_000);
        assertThat(seeder.run("share album slow.bin")).isZero();
    }

    @AfterAll
    void close() {
        home.context.close();
        seeder.context.close();
        tracker.stop(0);
    }

    private void write(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Files.createDirectories(root.resolve(name).getParent());
        Files.write(root.resolve(name), bytes);
    }

    private static void catalogue(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        boolean put = exchange.getRequestMethod().equals("PUT");
        answer(
                exchange,
                put ? 201 : 200,
                "[{\"name\":\"found.bin\",\"type\":\"file\",\"torrent\":\"found.bin.torrent\",\"info_hash\":\""
                        + "ab".repeat(20)
                        + "\",\"size\":1024,\"pieces\":1,\"seeders\":2,\"leechers\":1}]");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void saysWhatItShould(Row row) throws IOException {
        String line = row.line()
                .replace("SEEDER", "127.0.0.1:" + seeder.context.client().port());
        awaitWhatIsShown(row.command());

        assertThat(home.run(line)).as(home.err()).isZero();
        assertThat(home.out()).matches("(?s)" + row.says());
        if (!row.fields().isEmpty()) {
            assertThat(home.run(line + " --json")).as(home.err()).isZero();
            List<String> objects = home.out().lines().toList();
            assertThat(objects).isNotEmpty();
            for (String object : objects) {
                assertThat(fields(object)).contains(row.fields().split(" "));
            }
        }
        assertThat(home.err()).isEmpty();
    }

    /** What these commands show comes by itself, but not at once. */
    private void awaitWhatIsShown(String command) {
        switch (command) {
            case "trackers" ->
                until(() -> home.context.torrents().snapshots().get(0).trackers().stream()
                        .anyMatch(status -> status.next().isPresent()
                                && status.state() == starling.peer.discovery.TrackerStatus.State.OK));
            case "peers" ->
                until(() -> home.context.torrents().snapshots().stream()
                        .filter(torrent -> torrent.metainfo().name().equals("slow.bin"))
                        .anyMatch(torrent -> torrent.peers().size() == 1
                                && torrent.peers().get(0).havePercent() == 100
                                && torrent.peers().get(0).program().isPresent()));
            case "list", "recheck" ->
                until(() -> home.context.torrents().snapshots().stream().allMatch(torrent -> torrent.isComplete()));
            default -> {
                // is there at once
            }
        }
    }

    private static void until(BooleanSupplier met) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException hurry) {
                throw new AssertionError(hurry);
            }
        }
    }

    /** The names of an object's fields, those of the objects within left out. */
    private static List<String> fields(String json) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            assertThat(parser.nextToken()).isNull();
        }
        return names;
    }

    @Test
    void noCommandIsLeftOut() {
        Set<String> inText = new TreeSet<>();
        Set<String> inJson = new TreeSet<>();
        for (Row row : rows()) {
            inText.add(row.command());
            if (!row.fields().isEmpty()) {
                inJson.add(row.command());
            }
        }
        Set<String> all = new TreeSet<>();
        Set<String> withJson = new TreeSet<>();
        for (CommandLine command : PeerCommand.commandLine().getSubcommands().values()) {
            all.add(command.getCommandName());
            if (command.getCommandSpec().findOption("--json") != null) {
                withJson.add(command.getCommandName());
            }
        }

        assertThat(inText).isEqualTo(all);
        assertThat(inJson).isEqualTo(withJson);
    }
}
