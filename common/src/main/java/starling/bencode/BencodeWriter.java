package starling.bencode;

/** Writes the one canonical form of a value (BEP 3): keys sorted, numbers without leading zeros. */
public final class BencodeWriter {
    private static final int USUAL_BYTES = 256;

    private BencodeWriter() {}

    public static byte[] write(BValue value) {
        BencodeOutput out = new BencodeOutput(USUAL_BYTES);
        write(value, out);
        return out.toByteArray();
    }

    private static void write(BValue value, BencodeOutput out) {
        if (value instanceof BInteger integer) {
            out.integer(integer.value());
        } else if (value instanceof BString string) {
            string.appendTo(out);
        } else if (value instanceof BList list) {
            out.beginList();
            for (BValue item : list.values()) {
                write(item, out);
            }
            out.end();
        } else if (value instanceof BDictionary dictionary) {
            out.beginDictionary();
            for (int i = 0; i < dictionary.size(); i++) {
                dictionary.keyAt(i).appendTo(out);
                write(dictionary.valueAt(i), out);
            }
            out.end();
        }
    }
}
