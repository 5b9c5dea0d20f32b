package starling.tracker.http;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request: 501 for a method that no one knows, then 404, then 405, then 413. */
public final class Router implements Route.Handler {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final List<Route> routes;

    public Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    @Override
    public boolean isQuick(String path) {
        for (Route route : routes) {
            if (route.takesPath(path)) {
                return route.quick();
            }
        }
        return false;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        if (!METHODS.contains(request.method())) {
            throw new HttpException(501, "no such method");
        }
        for (Route route : routes) {
            if (route.takesPath(request.path()) && route.takesMethod(request.method())) {
                if (request.body().remainingBytes() > route.maxBodyBytes()) {
                    throw new HttpException(413, "the body is longer than " + route.maxBodyBytes() + " bytes");
                }
                return route.handler().handle(request);
            }
        }
        return refuse(request.path());
    }

    private HttpResponse refuse(String path) throws HttpException {
        Set<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            if (route.takesPath(path)) {
                allowed.add(route.method());
                if (route.method().equals("GET")) {
                    allowed.add("HEAD");
                }
            }
        }
        if (allowed.isEmpty()) {
            throw new HttpException(404, "not here");
        }
        return HttpResponse.text(405, "this path takes " + String.join(", ", allowed))
                .withHeader("Allow", String.join(", ", allowed));
    }
}
