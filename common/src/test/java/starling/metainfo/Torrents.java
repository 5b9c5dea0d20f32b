package starling.metainfo;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeWriter;

/** Torrents for tests, each good until a test changes it. */
final class Torrents {
    private Torrents() {}

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static BString text(String text) {
        return BString.of(text);
    }

    static BInteger number(long value) {
        return new BInteger(value);
    }

    static BList texts(String... texts) {
        BValue[] values = new BValue[texts.length];
        for (int i = 0; i < texts.length; i++) {
            values[i] = text(texts[i]);
        }
        return BList.of(values);
    }

    /** One file of 40,000 bytes in three pieces. */
    static Map<String, BValue> singleFile() {
        Map<String, BValue> info = new TreeMap<>();
        info.put("name", text("a.txt"));
        info.put("length", number(40_000));
        info.put("piece length", number(16_384));
        info.put("pieces", BString.of(new byte[60]));
        return info;
    }

    /** A folder of these files, all together at most one piece of 1 MiB. */
    static Map<String, BValue> folder(BValue... files) {
        Map<String, BValue> info = new TreeMap<>();
        info.put("name", text("folder"));
        info.put("files", BList.of(files));
        info.put("piece length", number(1 << 20));
        info.put("pieces", BString.of(new byte[20]));
        return info;
    }

    static BDictionary file(long length, String... path) {
        return BDictionary.of(Map.of("length", number(length), "path", texts(path)));
    }

    static byte[] torrent(Map<String, BValue> info) {
        return torrent(info, Map.of());
    }

    static byte[] torrent(Map<String, BValue> info, Map<String, BValue> besides) {
        Map<String, BValue> root = new TreeMap<>(besides);
        root.put("info", BDictionary.of(info));
        return BencodeWriter.write(BDictionary.of(root));
    }
}
