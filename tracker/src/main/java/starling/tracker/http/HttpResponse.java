package starling.tracker.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer; its length and the connection's fate are the writer's to say.
 *
 * @param headers beyond the content's type and length
 * @param whenSent run once, when it has gone out or could not
 */
public record HttpResponse(
        int status, String contentType, List<HttpHeaders.Field> headers, byte[] body, Runnable whenSent) {
    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(status, contentType, List.of(), body, () -> {});
    }

    /** A line of plain text. */
    public static HttpResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** What a tracker answers, bencoded. */
    public static HttpResponse bencoded(byte[] body) {
        return of(200, "text/plain", body);
    }

    public static HttpResponse json(String json) {
        return of(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public HttpResponse withHeader(String name, String value) {
        List<HttpHeaders.Field> more = new ArrayList<>(headers);
        more.add(new HttpHeaders.Field(name, value));
        return new HttpResponse(status, contentType, List.copyOf(more), body, whenSent);
    }

    HttpResponse afterwards(Runnable whenSent) {
        return new HttpResponse(status, contentType, headers, body, whenSent);
    }
}
