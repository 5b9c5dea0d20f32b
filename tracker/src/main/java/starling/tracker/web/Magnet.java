package starling.tracker.web;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import starling.announce.QueryString;
import starling.tracker.catalogue.Publication;
import starling.tracker.http.HttpRequest;

/** Magnet links (BEP 9) to what is published here. */
final class Magnet {
    /** What a Host header may be, so that it can stand in a link. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:\\d{1,5})?");

    private Magnet() {}

    /** Names this tracker under the name that the browser reached it by. */
    static String link(Publication publication, HttpRequest request) {
        String link = "magnet:?xt=urn:btih:" + publication.infoHash() + "&dn=" + escape(publication.name()) + "&xl="
                + publication.sizeBytes();
        return request.headers()
                .first("host")
                .filter(host -> HOST.matcher(host).matches())
                .map(host -> link + "&tr=" + escape("http://" + host + "/announce"))
                .orElse(link);
    }

    private static String escape(String text) {
        return QueryString.escape(text.getBytes(StandardCharsets.UTF_8));
    }
}
