package starling.tracker.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The header fields of a request, in order. */
public record HttpHeaders(List<Field> fields) {
    /** @param value a character a byte, without the blanks around it */
    public record Field(String name, String value) {}

    /** The first value of that name, upper and lower case alike. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        List<String> values = List.of();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values = values.isEmpty() ? new ArrayList<>() : values;
                values.add(field.value());
            }
        }
        return values;
    }

    /** Whether the comma-separated values of that name hold the word. */
    public boolean lists(String name, String word) {
        for (String value : all(name)) {
            for (String item : value.split(",")) {
                if (item.strip().equalsIgnoreCase(word)) {
                    return true;
                }
            }
        }
        return false;
    }
}
