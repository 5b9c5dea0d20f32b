package starling.tracker.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import starling.announce.AnnounceResponse;
import starling.announce.HttpAnnounceAnswer;
import starling.tracker.admission.AddressQuota;
import starling.tracker.admission.Admission;
import starling.tracker.admission.TrustedProxies;

/** Finds out who really asks, and turns away whoever asks too often, before any route is tried. */
public final class AdmittingRoutes implements Route.Handler {
    private static final String TOO_OFTEN = "too many requests from this address";

    private final Route.Handler routes;
    private final TrustedProxies proxies;
    private final Admission admission;

    public AdmittingRoutes(Route.Handler routes, TrustedProxies proxies, Admission admission) {
        this.routes = routes;
        this.proxies = proxies;
        this.admission = admission;
    }

    @Override
    public boolean isQuick(String path) {
        return routes.isQuick(path);
    }

    @Override
    public HttpResponse handle(HttpRequest received) throws IOException {
        HttpRequest request =
                proxies.trusts(received.source()) ? received.from(client(received), isSecure(received)) : received;
        if (admission.allows(request.source())) {
            return routes.handle(request);
        }
        if (AnnounceRoutes.isAt(request.path())) {
            return HttpResponse.bencoded(HttpAnnounceAnswer.writeFailure(
                    new AnnounceResponse.Failure(TOO_OFTEN, Optional.of(AddressQuota.BURST))));
        }
        return HttpResponse.text(429, TOO_OFTEN)
                .withHeader("Retry-After", Long.toString(AddressQuota.BURST.toSeconds()));
    }

    private InetAddress client(HttpRequest forwarded) {
        return proxies.client(forwarded.source(), forwarded.headers().all("x-forwarded-for"));
    }

    private static boolean isSecure(HttpRequest forwarded) {
        return forwarded.secure() || forwarded.headers().lists("x-forwarded-proto", "https");
    }
}
