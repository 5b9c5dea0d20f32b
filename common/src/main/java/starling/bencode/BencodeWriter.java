package starling.bencode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the one canonical form of a value (BEP 3): keys sorted, numbers without leading zeros. */
public final class BencodeWriter {
    private BencodeWriter() {}

    public static byte[] write(BValue value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(value, out);
        return out.toByteArray();
    }

    private static void write(BValue value, ByteArrayOutputStream out) {
        if (value instanceof BInteger integer) {
            ascii("i" + integer.value() + "e", out);
        } else if (value instanceof BString string) {
            write(string, out);
        } else if (value instanceof BList list) {
            out.write('l');
            for (BValue item : list.values()) {
                write(item, out);
            }
            out.write('e');
        } else if (value instanceof BDictionary dictionary) {
            out.write('d');
            for (int i = 0; i < dictionary.size(); i++) {
                write(dictionary.keyAt(i), out);
                write(dictionary.valueAt(i), out);
            }
            out.write('e');
        }
    }

    private static void write(BString string, ByteArrayOutputStream out) {
        ascii(string.length() + ":", out);
        string.appendTo(out);
    }

    private static void ascii(String text, ByteArrayOutputStream out) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes, 0, bytes.length);
    }
}
