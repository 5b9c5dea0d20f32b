package starling.tracker.http;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import starling.announce.AddressLiteral;

/**
 * Keeps the pages of other sites from changing anything here through the browser of whoever reads them. A browser says
 * where a request comes from ({@code Origin}, {@code Sec-Fetch-Site}), and no page can have it say otherwise. What
 * changes something is taken from a page of the tracker's own alone; and only where the tracker was asked for by what is
 * surely its own address or name, as a stranger can have a name of his own lead to this machine (DNS rebinding).
 * Programs that are no browsers send neither header and are let through, and so is whoever only reads.
 */
public final class OwnPages implements Route.Handler {
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Route.Handler routes;
    private final Set<String> names;

    /** @param names of this tracker, in lower case, beside its addresses and the names that no stranger can have */
    public OwnPages(Route.Handler routes, Set<String> names) {
        this.routes = routes;
        this.names = Set.copyOf(names);
    }

    @Override
    public boolean isQuick(String path) {
        return routes.isQuick(path);
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        if (!READING.contains(request.method())) {
            check(request.headers());
        }
        return routes.handle(request);
    }

    private void check(HttpHeaders headers) throws HttpException {
        List<String> origins = headers.all("origin");
        List<String> sites = headers.all("sec-fetch-site");
        if (origins.isEmpty() && sites.isEmpty()) {
            return;
        }
        String host = headers.first("host").orElse("").toLowerCase(Locale.ROOT);
        if (!OWN_SITE.containsAll(sites) || !origins.stream().allMatch(origin -> isAt(host, origin))) {
            throw new HttpException(403, "pages of other sites may change nothing here");
        }
        if (!isOwn(host)) {
            throw new HttpException(
                    403, "not known as a name of this tracker: start it with --host-name, or use its address");
        }
    }

    /** Of the scheme nothing is asked: a proxy in front may speak another than the browser does. */
    private static boolean isAt(String host, String origin) {
        int authority = origin.indexOf("://");
        return authority > 0
                && origin.substring(authority + 3).toLowerCase(Locale.ROOT).equals(host);
    }

    /** Names without a dot, and those that end in these, no one can have for himself in the public DNS. */
    private boolean isOwn(String host) {
        String name = withoutPort(host);
        return !name.isEmpty() && name.indexOf('.') < 0 && name.indexOf(':') < 0
                || name.endsWith(".localhost")
                || name.endsWith(".local")
                || names.contains(name)
                || isAddress(name);
    }

    private static boolean isAddress(String name) {
        boolean bracketed = name.startsWith("[") && name.endsWith("]");
        Optional<?> address = AddressLiteral.parse(bracketed ? name.substring(1, name.length() - 1) : name);
        return address.isPresent();
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
