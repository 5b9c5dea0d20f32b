package starling.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void valuesOfEveryKind() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("n", 12L);
        map.put("t", true);
        map.put("none", null);
        map.put("list", Arrays.asList(1, "a", null, List.of(), Map.of()));
        assertThat(Json.write(map)).isEqualTo("{\"n\":12,\"t\":true,\"none\":null,\"list\":[1,\"a\",null,[],{}]}\n");
    }

    @Test
    void whatANameMayHoldIsEscaped() {
        assertThat(Json.write("\"\\\n\u0000é\ud83d\ude00\ud800</script>"))
                .isEqualTo("\"\\\"\\\\\\u000a\\u0000é\\ud83d\\ude00\\ud800</script>\"\n");
    }
}
