package starling.tracker.web;

import java.util.List;
import starling.tracker.catalogue.Publication;
import starling.tracker.http.HttpRequest;
import starling.tracker.http.HttpResponse;
import starling.tracker.swarm.Resource;
import starling.tracker.swarm.StoreTotals;

/**
 * The front page: a search box, and what it finds.
 *
 * @param words what was searched for; blank shows the newest
 * @param page counted from 0
 * @param torrents one page of them, each with its swarm
 * @param more whether there is a next page
 * @param unpublished swarms of torrents that are not published here
 */
record HomePage(
        String words,
        int page,
        List<Listed> torrents,
        boolean more,
        long published,
        StoreTotals totals,
        List<Resource> unpublished) {

    /** A torrent and who shares it. */
    record Listed(Publication torrent, int seeders, int leechers) {}

    HttpResponse show(HttpRequest request) {
        Html html = new Html();
        html.raw("<form class=\"search\" action=\"/\" role=\"search\">")
                .raw("<input type=\"search\" name=\"q\" maxlength=\"200\" placeholder=\"Search torrents and files\"")
                .raw(" aria-label=\"Search torrents and files\" value=\"")
                .text(words)
                .raw("\"><button>Search</button></form>");
        if (words.isBlank() && page == 0) {
            html.raw("<dl class=\"tiles four\">");
            SwarmPage.tile(html, "Torrents", published);
            SwarmPage.tile(html, "Seeders", totals.seeders());
            SwarmPage.tile(html, "Leechers", totals.leechers());
            SwarmPage.tile(html, "Completed", totals.completed());
            html.raw("</dl>");
        }
        html.raw("<section><h2>")
                .text(words.isBlank() ? "Newest torrents" : "Search results")
                .raw("</h2>");
        if (torrents.isEmpty()) {
            empty(html);
        } else {
            table(request, html);
        }
        pager(html);
        html.raw("</section>");
        if (!unpublished.isEmpty()) {
            others(html);
        }
        return Pages.html(words.isBlank() ? "Starling tracker" : words + " – Starling tracker", html);
    }

    private void empty(Html html) {
        if (!words.isBlank()) {
            html.raw("<p class=\"empty\">Nothing matches. Fewer or shorter words find more.</p>");
        } else {
            html.raw("<p class=\"empty\">Nothing is published yet. In a Starling peer, <code>share FILE</code> makes a"
                    + " torrent, publishes and seeds it.</p>");
        }
    }

    private void table(HttpRequest request, Html html) {
        html.raw("<table class=\"list torrents\"><thead><tr><th>Name</th><th>Health</th><th class=\"num\">Size</th>")
                .raw("<th class=\"num\">Seeders</th><th class=\"num\">Leechers</th><th>Get</th></tr></thead><tbody>");
        for (Listed listed : torrents) {
            Publication torrent = listed.torrent();
            Health health = Health.of(listed.seeders(), listed.leechers());
            html.raw("<tr><td class=\"main\"><a href=\"/swarms/")
                    .text(torrent.infoHash())
                    .raw("\">")
                    .text(torrent.name())
                    .raw("</a> <span class=\"tag\">")
                    .text(torrent.type())
                    .raw("</span></td><td><span class=\"health " + health.style + "\">")
                    .text(health.words)
                    .raw("</span></td><td class=\"num\" data-label=\"Size\">")
                    .text(Html.size(torrent.sizeBytes()))
                    .raw("</td><td class=\"num\" data-label=\"Seeders\">")
                    .text(Html.count(listed.seeders()))
                    .raw("</td><td class=\"num\" data-label=\"Leechers\">")
                    .text(Html.count(listed.leechers()))
                    .raw("</td><td class=\"links\"><a href=\"")
                    .text(Magnet.link(torrent, request).toString())
                    .raw("\">Magnet</a><a href=\"/torrents/")
                    .text(torrent.infoHash())
                    .raw("\">.torrent</a></td></tr>");
        }
        html.raw("</tbody></table>");
    }

    private void pager(Html html) {
        if (page == 0 && !more) {
            return;
        }
        html.raw("<p class=\"pager\">");
        if (page > 0) {
            html.raw("<a class=\"button quiet\" href=\"/?q=")
                    .escaped(words)
                    .raw("&amp;page=" + (page - 1) + "\">Back</a>");
        }
        if (more) {
            html.raw("<a class=\"button quiet\" href=\"/?q=")
                    .escaped(words)
                    .raw("&amp;page=" + (page + 1) + "\">More</a>");
        }
        html.raw("</p>");
    }

    private void others(Html html) {
        html.raw("<section><h2>Swarms without a published torrent</h2><table class=\"list swarms\"><thead><tr>")
                .raw(
                        "<th>Info hash</th><th class=\"num\">Seeders</th><th class=\"num\">Leechers</th></tr></thead><tbody>");
        for (Resource resource : unpublished) {
            String name = resource.name().orElse(resource.infoHash().hex());
            html.raw("<tr><td class=\"main\"><a href=\"/swarms/")
                    .text(resource.infoHash())
                    .raw("\">")
                    .text(name)
                    .raw("</a></td><td class=\"num\" data-label=\"Seeders\">")
                    .text(Html.count(resource.seeders()))
                    .raw("</td><td class=\"num\" data-label=\"Leechers\">")
                    .text(Html.count(resource.leechers()))
                    .raw("</td></tr>");
        }
        html.raw("</tbody></table></section>");
    }

    /** How likely a download comes to its end. */
    private enum Health {
        GOOD("good", "healthy"),
        FAIR("fair", "one seeder"),
        POOR("poor", "no seeder"),
        IDLE("idle", "nobody");

        private final String style;
        private final String words;

        Health(String style, String words) {
            this.style = style;
            this.words = words;
        }

        static Health of(int seeders, int leechers) {
            if (seeders > 1) {
                return GOOD;
            }
            return seeders == 1 ? FAIR : leechers > 0 ? POOR : IDLE;
        }
    }
}
