package starling.tracker.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes an answer; head and body in one piece, unless copying the body would cost more than a second packet. */
final class ResponseWriter {
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(505, "HTTP Version Not Supported"));

    private static final int MAX_COPIED_BYTES = 64 * 1024;

    private final HttpDate date;

    ResponseWriter(HttpDate date) {
        this.date = date;
    }

    /**
     * @param keepAlive whether the connection stays open
     * @param headOnly whether a HEAD is answered: the length of a body, without the body
     */
    void write(HttpResponse response, boolean keepAlive, boolean headOnly, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder(200);
        head.append("HTTP/1.1 ").append(response.status()).append(' ');
        head.append(REASONS.getOrDefault(response.status(), "")).append("\r\n");
        head.append("Date: ").append(date.now()).append("\r\n");
        head.append("Content-Type: ").append(response.contentType()).append("\r\n");
        head.append("Content-Length: ").append(response.body().length).append("\r\n");
        head.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n");
        for (HttpHeaders.Field field : response.headers()) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        head.append("\r\n");
        int headLength = head.length();
        byte[] body = headOnly ? new byte[0] : response.body();
        byte[] headBytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (body.length > MAX_COPIED_BYTES) {
            out.write(headBytes);
            out.write(body);
            out.flush();
            return;
        }
        byte[] whole = new byte[headLength + body.length];
        System.arraycopy(headBytes, 0, whole, 0, headLength);
        System.arraycopy(body, 0, whole, headLength, body.length);
        out.write(whole);
        out.flush();
    }
}
