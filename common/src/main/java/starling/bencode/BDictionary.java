package starling.bencode;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A bencoded dictionary. One that was read knows the span it was read from, so that what hashes it (BEP 3's
 * {@code info}) hashes the bytes as they stood.
 */
public final class BDictionary implements BValue {
    private final BString[] keys;
    private final BValue[] values;
    private final BString raw;

    private BDictionary(BString[] keys, BValue[] values, BString raw) {
        this.keys = keys;
        this.values = values;
        this.raw = raw;
    }

    /** Takes keys in any order and sorts them; a key given twice is an error, as readers would disagree on it. */
    static BDictionary read(BString[] keys, BValue[] values, BString raw) throws BencodeException {
        for (int i = 1; i < keys.length; i++) {
            if (keys[i - 1].compareTo(keys[i]) >= 0) {
                return readUnsorted(keys, values, raw);
            }
        }
        return new BDictionary(keys, values, raw);
    }

    private static BDictionary readUnsorted(BString[] keys, BValue[] values, BString raw) throws BencodeException {
        TreeMap<BString, BValue> sorted = new TreeMap<>();
        for (int i = 0; i < keys.length; i++) {
            if (sorted.put(keys[i], values[i]) != null) {
                throw new BencodeException("dictionary key given twice");
            }
        }
        return new BDictionary(
                sorted.keySet().toArray(BString[]::new), sorted.values().toArray(BValue[]::new), raw);
    }

    /** A dictionary to be written. */
    public static BDictionary of(Map<String, ? extends BValue> entries) {
        TreeMap<BString, BValue> sorted = new TreeMap<>();
        entries.forEach((key, value) -> sorted.put(BString.of(key), value));
        return ofRaw(sorted);
    }

    /** A dictionary to be written, whose keys are bytes and not text. */
    public static BDictionary ofRaw(Map<BString, ? extends BValue> entries) {
        TreeMap<BString, BValue> sorted = new TreeMap<>(entries);
        return new BDictionary(
                sorted.keySet().toArray(BString[]::new), sorted.values().toArray(BValue[]::new), null);
    }

    /** The dictionary's own bytes, {@code d} to {@code e}; empty for one that was not read. */
    public Optional<BString> raw() {
        return Optional.ofNullable(raw);
    }

    /** The keys, sorted. */
    public List<BString> keys() {
        return List.of(keys);
    }

    public Optional<BValue> get(String key) {
        return get(BString.of(key));
    }

    public Optional<BValue> get(BString key) {
        int index = Arrays.binarySearch(keys, key);
        return index < 0 ? Optional.empty() : Optional.of(values[index]);
    }

    /** The byte string under the key; empty where there is none or it is something else. */
    public Optional<BString> string(String key) {
        return get(key).filter(BString.class::isInstance).map(BString.class::cast);
    }

    /** The byte string under the key as text. */
    public Optional<String> text(String key) {
        return string(key).map(BString::text);
    }

    /** The integer under the key; empty where there is none or it is something else. */
    public OptionalLong integer(String key) {
        return get(key).orElse(null) instanceof BInteger integer
                ? OptionalLong.of(integer.value())
                : OptionalLong.empty();
    }

    /** The list under the key; empty where there is none or it is something else. */
    public Optional<BList> list(String key) {
        return get(key).filter(BList.class::isInstance).map(BList.class::cast);
    }

    /** The dictionary under the key; empty where there is none or it is something else. */
    public Optional<BDictionary> dictionary(String key) {
        return get(key).filter(BDictionary.class::isInstance).map(BDictionary.class::cast);
    }

    int size() {
        return keys.length;
    }

    BString keyAt(int index) {
        return keys[index];
    }

    BValue valueAt(int index) {
        return values[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BDictionary dictionary
                && Arrays.equals(keys, dictionary.keys)
                && Arrays.equals(values, dictionary.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }
}
