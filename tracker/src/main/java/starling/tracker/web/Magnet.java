package starling.tracker.web;

import java.util.List;
import java.util.regex.Pattern;
import starling.metainfo.MagnetLink;
import starling.tracker.catalogue.Publication;
import starling.tracker.http.HttpRequest;

/** Magnet links to what is published here. */
final class Magnet {
    /** What a Host header may be, so that it can stand in a link. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:\\d{1,5})?");

    private Magnet() {}

    /** Names this tracker under the name that the browser reached it by. */
    static MagnetLink link(Publication publication, HttpRequest request) {
        List<String> trackers = request.headers()
                .first("host")
                .filter(host -> HOST.matcher(host).matches())
                .map(host -> List.of((request.secure() ? "https://" : "http://") + host + "/announce"))
                .orElse(List.of());
        return MagnetLink.of(publication.infoHash(), publication.name(), trackers, List.of());
    }
}
