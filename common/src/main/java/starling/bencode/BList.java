package starling.bencode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A bencoded list. */
public record BList(List<BValue> values) implements BValue {
    public static BList of(BValue... values) {
        return new BList(Collections.unmodifiableList(Arrays.asList(values)));
    }

    /** The list's byte strings as text; values of another kind are passed over. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>(values.size());
        for (BValue value : values) {
            if (value instanceof BString string) {
                texts.add(string.text());
            }
        }
        return texts;
    }
}
