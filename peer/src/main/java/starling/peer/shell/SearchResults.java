package starling.peer.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import starling.bencode.BDictionary;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeReader;
import starling.bencode.BencodeWriter;
import starling.metainfo.InfoHash;
import starling.peer.discovery.CatalogueClient;
import starling.peer.storage.AtomicFile;

/** The rows of the last search, kept in the home so that {@code download 1} means the first of them. */
final class SearchResults {
    private static final int MAX_BYTES = 1 << 20;

    /** What is kept of a row. */
    record Result(String name, String torrent, InfoHash infoHash) {
        static Result of(CatalogueClient.Row row) {
            return new Result(row.name(), row.torrent(), row.infoHash());
        }

        /** Whether a person may call it so: by its name, with or without the ending, or by that of its .torrent. */
        boolean isCalled(String named) {
            int dot = name.lastIndexOf('.');
            return name.equals(named)
                    || torrent.equals(named)
                    || dot > 0 && name.substring(0, dot).equals(named);
        }
    }

    private final Path file;

    SearchResults(Home home) {
        this.file = home.state().resolve("search");
    }

    void save(List<CatalogueClient.Row> rows) throws IOException {
        List<BValue> results = new ArrayList<>();
        for (CatalogueClient.Row row : rows) {
            results.add(BDictionary.of(Map.of(
                    "name", BString.of(row.name()),
                    "torrent", BString.of(row.torrent()),
                    "info_hash", BString.of(row.infoHash().bytes()))));
        }
        Files.createDirectories(file.getParent());
        AtomicFile.replace(file, BencodeWriter.write(new BList(results)));
    }

    /** What the results are called, in order. */
    List<String> names() {
        return load().stream().map(Result::name).toList();
    }

    /** The result of that number, counted from 1, or of that name; the name of its .torrent counts, too. */
    Optional<Result> find(String named) {
        List<Result> results = load();
        if (named.matches("\\d{1,6}")) {
            int number = Integer.parseInt(named);
            return number >= 1 && number <= results.size() ? Optional.of(results.get(number - 1)) : Optional.empty();
        }
        return results.stream().filter(result -> result.isCalled(named)).findFirst();
    }

    private List<Result> load() {
        List<Result> results = new ArrayList<>();
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return results;
            }
            BValue saved = BencodeReader.read(Files.readAllBytes(file), BencodeReader.Limits.MESSAGE);
            for (BValue value : saved instanceof BList list ? list.values() : List.<BValue>of()) {
                if (value instanceof BDictionary row) {
                    Optional<byte[]> hash = row.string("info_hash").map(BString::bytes);
                    results.add(new Result(
                            row.text("name").orElse(""),
                            row.text("torrent").orElse(""),
                            InfoHash.of(hash.orElse(new byte[0]))));
                }
            }
            return results;
        } catch (IOException | IllegalArgumentException damaged) {
            return List.of();
        }
    }
}
