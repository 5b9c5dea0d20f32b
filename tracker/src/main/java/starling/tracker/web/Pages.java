package starling.tracker.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import starling.announce.QueryString;
import starling.tracker.http.HttpRequest;
import starling.tracker.http.HttpResponse;

/** The answers of the web side: what every page has around it, and the headers that keep a browser from harm. */
final class Pages {
    /** No script, nothing from elsewhere, no frame: a name that slipped through unescaped could still do nothing. */
    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";

    private static final String LOGO =
            "<svg class=\"logo\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path d=\"M2 12c5-1 9 0 12 3 2-6 7-10"
                    + " 15-11-2 3-3 5-3 8 0 8-5 14-13 15 2-2 3-4 3-6-6 0-11-3-14-9z\"/></svg>";

    private Pages() {}

    /** @param title as it is, not yet escaped */
    static HttpResponse html(String title, Html content) {
        Html page = new Html()
                .raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .raw("<meta name=\"color-scheme\" content=\"light dark\">")
                .raw("<meta name=\"robots\" content=\"noindex\"><title>")
                .text(title)
                .raw("</title><link rel=\"stylesheet\" href=\"/style.css\">")
                .raw("<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\"></head><body><header class=\"top\">")
                .raw("<a class=\"brand\" href=\"/\">")
                .raw(LOGO)
                .raw("Starling <span>tracker</span></a><nav><a href=\"/stats\">Stats</a>")
                .raw("<a href=\"/metrics\">Metrics</a></nav></header><main>")
                .raw(content.toString())
                .raw("</main></body></html>\n");
        return guarded(HttpResponse.of(
                        200, "text/html; charset=utf-8", page.toString().getBytes(StandardCharsets.UTF_8)))
                .withHeader("Content-Security-Policy", POLICY)
                .withHeader("X-Frame-Options", "DENY")
                .withHeader("Cross-Origin-Opener-Policy", "same-origin")
                .withHeader("Cache-Control", "no-store");
    }

    static HttpResponse json(Object value) {
        return guarded(HttpResponse.json(Json.write(value)));
    }

    /** A file that is part of the program. */
    static HttpResponse resource(String name, String contentType) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            return guarded(HttpResponse.of(200, contentType, in.readAllBytes()))
                    .withHeader("Cache-Control", "max-age=3600");
        } catch (IOException brokenJar) {
            throw new UncheckedIOException(brokenJar);
        }
    }

    static HttpResponse guarded(HttpResponse response) {
        return response.withHeader("X-Content-Type-Options", "nosniff").withHeader("Referrer-Policy", "no-referrer");
    }

    /** Whether the sender is a browser that shows a page, and not a program that reads JSON. */
    static boolean isBrowser(HttpRequest request) {
        return request.headers().all("accept").stream()
                .anyMatch(accept -> accept.toLowerCase(Locale.ROOT).contains("text/html"));
    }

    /** The value of a header that has a browser save the answer under that name (RFC 6266). */
    static String attachment(String fileName) {
        StringBuilder plain = new StringBuilder();
        fileName.chars()
                .map(c -> c < ' ' || c > '~' || c == '"' || c == '\\' || c == '%' ? '_' : c)
                .forEach(c -> plain.append((char) c));
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''"
                + QueryString.escape(fileName.getBytes(StandardCharsets.UTF_8));
    }
}
