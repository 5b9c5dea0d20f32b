package starling.tracker.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import starling.tracker.catalogue.Publication;
import starling.tracker.http.HttpRequest;
import starling.tracker.http.HttpResponse;
import starling.tracker.swarm.Resource;
import starling.tracker.swarm.Role;
import starling.tracker.swarm.SwarmPeer;

/** One swarm for people: how often each piece is there, and who has how much. */
final class SwarmPage {
    private static final int MAX_ROWS = 200;
    private static final int HEAT_COLUMNS = 64;

    /** The least number of copies of each shade. */
    private static final int[] SHADES = {0, 1, 2, 3, 5, 10};

    private static final String[] LEGEND = {"none", "1", "2", "3–4", "5–9", "10 or more"};

    private final Resource resource;
    private final Optional<Publication> published;
    private final SwarmPieces pieces;
    private final Instant now;

    SwarmPage(Resource resource, Optional<Publication> published, SwarmPieces pieces, Instant now) {
        this.resource = resource;
        this.published = published;
        this.pieces = pieces;
        this.now = now;
    }

    HttpResponse show(HttpRequest request) {
        String name = resource.name()
                .or(() -> published.map(Publication::name))
                .orElse(resource.infoHash().hex());
        Html html = new Html();
        html.raw("<p class=\"crumb\"><a href=\"/\">All torrents</a></p><h1>")
                .text(name)
                .raw("</h1><p class=\"hash\">")
                .text(resource.infoHash())
                .raw("</p>");
        published.ifPresent(torrent -> facts(torrent, request, html));
        tiles(html);
        availability(html);
        peers(html);
        return Pages.html(name + " – Starling tracker", html);
    }

    private static void facts(Publication torrent, HttpRequest request, Html html) {
        html.raw("<p class=\"facts\"><span class=\"tag\">")
                .text(torrent.type())
                .raw("</span> ")
                .text(Html.size(torrent.sizeBytes()))
                .text(torrent.files() == 1 ? ", " : " in " + Html.count(torrent.files()) + " files, ")
                .text(Html.count(torrent.pieces()) + (torrent.pieces() == 1 ? " piece" : " pieces") + " of "
                        + Html.size(torrent.pieceLengthBytes()))
                .raw("</p><p class=\"get\"><a class=\"button\" href=\"")
                .text(Magnet.link(torrent, request).toString())
                .raw("\">Magnet link</a><a class=\"button quiet\" href=\"/torrents/")
                .text(torrent.infoHash())
                .raw("\">")
                .text(torrent.torrent())
                .raw("</a></p>");
    }

    private void tiles(Html html) {
        html.raw("<dl class=\"tiles\">");
        tile(html, "Seeders", resource.seeders());
        tile(html, "Leechers", resource.leechers());
        tile(html, "Completed", resource.completed());
        html.raw("</dl>");
    }

    static void tile(Html html, String label, long number) {
        html.raw("<div><dt>")
                .text(label)
                .raw("</dt><dd>")
                .text(Html.count(number))
                .raw("</dd></div>");
    }

    private void availability(Html html) {
        html.raw("<section><h2>Piece availability</h2>");
        if (pieces.pieces() == 0) {
            html.raw("<p class=\"empty\">No peer has told which pieces it has.</p></section>");
            return;
        }
        List<Integer> copies = pieces.copies();
        int columns = Math.min(copies.size(), HEAT_COLUMNS);
        int rows = (copies.size() + columns - 1) / columns;
        html.raw("<div class=\"panel\"><svg class=\"heat" + (rows == 1 ? " one" : "") + "\" viewBox=\"0 0 "
                + columns * 10 + " " + rows * 10 + "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
        html.text(summary()).raw("\">");
        for (int cell = 0; cell < copies.size(); cell++) {
            html.raw("<rect class=\"c" + shade(copies.get(cell)) + "\" x=\"" + cell % columns * 10 + "\" y=\""
                    + cell / columns * 10 + "\" width=\"9\" height=\"9\" rx=\"1.5\"><title>");
            html.text(title(cell, copies)).raw("</title></rect>");
        }
        html.raw("</svg><ul class=\"legend\"><li>Copies:</li>");
        for (int shade = 0; shade < LEGEND.length; shade++) {
            html.raw("<li><svg viewBox=\"0 0 9 9\" aria-hidden=\"true\"><rect class=\"c" + shade
                            + "\" width=\"9\" height=\"9\" rx=\"1.5\"/></svg>")
                    .text(LEGEND[shade])
                    .raw("</li>");
        }
        html.raw("</ul><p class=\"note\">").text(summary()).raw("</p></div></section>");
    }

    private String summary() {
        int least = pieces.copies().stream().min(Integer::compare).orElse(0);
        String rarest = least == 0
                ? "Some pieces are with nobody."
                : "Every piece is there at least " + (least == 1 ? "once." : least == 2 ? "twice." : least + " times.");
        return pieces.unknown() == 0
                ? rarest
                : rarest + " Not counted: " + Html.count(pieces.unknown())
                        + (pieces.unknown() == 1
                                ? " peer that does not say what it has."
                                : " peers that do not say what they have.");
    }

    private String title(int cell, List<Integer> copies) {
        int first = SwarmPieces.start(cell, copies.size(), pieces.pieces());
        int last = SwarmPieces.start(cell + 1, copies.size(), pieces.pieces()) - 1;
        return (first == last ? "Piece " + first : "Pieces " + first + "–" + last) + ": " + copies.get(cell)
                + (copies.get(cell) == 1 ? " copy" : " copies");
    }

    private static int shade(int copies) {
        int shade = 0;
        while (shade + 1 < SHADES.length && copies >= SHADES[shade + 1]) {
            shade++;
        }
        return shade;
    }

    private void peers(Html html) {
        html.raw("<section><h2>Peers</h2>");
        if (resource.peers().isEmpty()) {
            html.raw("<p class=\"empty\">Nobody is here at the moment.</p></section>");
            return;
        }
        html.raw("<table class=\"list peers\"><thead><tr><th>Peer</th><th>Role</th><th class=\"wide\">Has</th>")
                .raw("<th class=\"num\">Uploaded</th><th class=\"num\">Downloaded</th><th class=\"num\">Seen</th>")
                .raw("</tr></thead><tbody>");
        for (int i = 0; i < Math.min(MAX_ROWS, resource.peers().size()); i++) {
            row(resource.peers().get(i), pieces.peers().get(i), html);
        }
        html.raw("</tbody></table>");
        int hidden = resource.seeders()
                + resource.leechers()
                - Math.min(MAX_ROWS, resource.peers().size());
        if (hidden > 0) {
            html.raw("<p class=\"note\">")
                    .text("And " + Html.count(hidden) + " more.")
                    .raw("</p>");
        }
        html.raw("</section>");
    }

    private void row(SwarmPeer peer, Optional<SwarmPieces.Holdings> holdings, Html html) {
        Optional<Double> percent = SwarmRoutes.percent(peer, holdings, pieces.pieces(), published);
        html.raw("<tr><td class=\"main\">")
                .text(peer.endpoint())
                .raw(" <span class=\"sub\">")
                .text(peer.id().toString().substring(0, 8))
                .raw("</span></td><td><span class=\"tag " + peer.role().word() + "\">")
                .text(peer.role().word())
                .raw("</span></td><td class=\"wide\">");
        bar(peer, holdings, percent, html);
        html.raw("<span class=\"percent\">")
                .text(percent.map(SwarmPage::wholePercent).orElse("unknown"))
                .raw("</span></td><td class=\"num\" data-label=\"Uploaded\">")
                .text(Html.size(peer.uploadedBytes()))
                .raw("</td><td class=\"num\" data-label=\"Downloaded\">")
                .text(Html.size(peer.downloadedBytes()))
                .raw("</td><td class=\"num\" data-label=\"Seen\">")
                .text(ago(Duration.between(peer.lastSeen(), now)))
                .raw("</td></tr>");
    }

    /** Rounded down: nobody has all before all is there. */
    private static String wholePercent(double percent) {
        return String.format(Locale.ROOT, "%d %%", (int) Math.floor(percent));
    }

    private static void bar(
            SwarmPeer peer, Optional<SwarmPieces.Holdings> holdings, Optional<Double> percent, Html html) {
        List<Double> strip = holdings.map(SwarmPieces.Holdings::strip).orElse(List.of());
        int cells = Math.max(1, strip.size());
        html.raw("<svg class=\"bar" + (peer.role() == Role.SEED ? " full" : "") + "\" viewBox=\"0 0 " + cells
                + " 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        for (int cell = 0; cell < strip.size(); cell++) {
            if (strip.get(cell) > 0) {
                html.raw(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" width=\"1.05\" height=\"1\" fill-opacity=\"%.2f\"/>",
                        cell,
                        0.25 + 0.75 * strip.get(cell)));
            }
        }
        if (strip.isEmpty() && percent.isPresent()) {
            html.raw(String.format(Locale.ROOT, "<rect width=\"%.3f\" height=\"1\"/>", percent.get() / 100));
        }
        html.raw("</svg>");
    }

    private static String ago(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < 60
                ? seconds + " s ago"
                : seconds < 7_200 ? seconds / 60 + " min ago" : seconds / 3_600 + " h ago";
    }
}
