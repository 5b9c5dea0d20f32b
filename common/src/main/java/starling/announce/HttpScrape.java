package starling.announce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeWriter;
import starling.metainfo.InfoHash;

/** A scrape over HTTP (BEP 48): the query of one and its bencoded answer, written and read. */
public final class HttpScrape {
    private HttpScrape() {}

    /** The query, without the {@code ?}. */
    public static String writeQuery(List<InfoHash> infoHashes) {
        StringBuilder query = new StringBuilder();
        for (InfoHash infoHash : infoHashes) {
            query.append(query.length() == 0 ? "" : "&").append("info_hash=");
            query.append(QueryString.escape(infoHash.bytes()));
        }
        return query.toString();
    }

    /** The hashes asked for; none means that the whole tracker is asked about. */
    public static List<InfoHash> readQuery(QueryString query) throws AnnounceException {
        List<InfoHash> infoHashes = new ArrayList<>();
        for (byte[] bytes : query.all("info_hash")) {
            if (bytes.length != InfoHash.LENGTH) {
                throw new AnnounceException("info_hash must have 20 bytes");
            }
            infoHashes.add(InfoHash.of(bytes));
        }
        return infoHashes;
    }

    /** Writes {@code files}, with the raw 20 bytes as keys. */
    public static byte[] write(ScrapeResponse response) {
        if (response instanceof ScrapeResponse.Failure failure) {
            return BencodeWriter.write(BDictionary.of(Map.of("failure reason", BString.of(failure.reason()))));
        }
        Map<BString, BValue> files = new TreeMap<>();
        ((ScrapeResponse.Counts) response).swarms().forEach((infoHash, count) -> {
            Map<String, BValue> entry = new TreeMap<>();
            entry.put("complete", new BInteger(count.seeders()));
            entry.put("downloaded", new BInteger(count.completed()));
            entry.put("incomplete", new BInteger(count.leechers()));
            count.name().ifPresent(name -> entry.put("name", BString.of(name)));
            files.put(BString.of(infoHash.bytes()), BDictionary.of(entry));
        });
        return BencodeWriter.write(BDictionary.of(Map.of("files", BDictionary.ofRaw(files))));
    }

    /** @throws AnnounceException where the body is no scrape's answer */
    public static ScrapeResponse read(byte[] body) throws AnnounceException {
        BDictionary answer = HttpAnnounceAnswer.dictionary(body);
        if (answer.text("failure reason").isPresent()) {
            return new ScrapeResponse.Failure(answer.text("failure reason").get());
        }
        BDictionary files =
                answer.dictionary("files").orElseThrow(() -> new AnnounceException("the scrape has no files"));
        Map<InfoHash, ScrapeResponse.Count> swarms = new LinkedHashMap<>();
        for (BString key : files.keys()) {
            if (key.length() == InfoHash.LENGTH && files.get(key).orElseThrow() instanceof BDictionary entry) {
                swarms.put(
                        InfoHash.of(key.bytes()),
                        new ScrapeResponse.Count(
                                HttpAnnounceAnswer.count(entry, "complete"),
                                HttpAnnounceAnswer.count(entry, "downloaded"),
                                HttpAnnounceAnswer.count(entry, "incomplete"),
                                entry.text("name")));
            }
        }
        return new ScrapeResponse.Counts(swarms);
    }
}
