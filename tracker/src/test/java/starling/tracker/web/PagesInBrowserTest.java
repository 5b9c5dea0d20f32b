package starling.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.metainfo.InfoHash;
import starling.metainfo.MetainfoReader;
import starling.tracker.admission.Admission;
import starling.tracker.catalogue.Catalogue;
import starling.tracker.http.HttpLimits;
import starling.tracker.http.HttpServer;
import starling.tracker.http.Route;
import starling.tracker.http.Router;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.AnnounceTerms;
import starling.tracker.swarm.MemorySwarmStore;
import starling.tracker.swarm.StoreLimits;
import starling.tracker.swarm.SwarmStore;
import starling.tracker.testing.Torrents;

/** The pages as a browser shows them. */
@Timeout(120)
class PagesInBrowserTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&amp;.txt";
    private static final int PIECES = 700;

    @TempDir
    private static Path profile;

    private static Catalogue catalogue;
    private static HttpServer server;
    private static Chromium browser;
    private static InfoHash swarm;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Chromium.program().isPresent(),
                "Chromium is not installed: the pages are not looked at. scripts/install-browser.sh installs it.");
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        SwarmStore store = new MemorySwarmStore(Duration.ofHours(1), StoreLimits.DEFAULT, () -> new Random(1));
        catalogue = Catalogue.inMemory(infoHash -> true);
        catalogue.publish("h.torrent", Torrents.file(HOSTILE, 1), NOW);
        catalogue.publish("x".repeat(200) + ".torrent", Torrents.file("x".repeat(200) + ".tar", PIECES), NOW);
        swarm = MetainfoReader.read(Torrents.file("x".repeat(200) + ".tar", PIECES))
                .infoHash();
        SwarmExample.announce(store, swarm, 1, 0, null, NOW);
        BitSet have = new BitSet();
        have.set(100, 400);
        SwarmExample.announce(store, swarm, 2, 400 * 16_384L, SwarmExample.map(have, PIECES), NOW);
        SwarmExample.announce(store, swarm, 3, 350 * 16_384L, null, NOW);
        SwarmExample.announce(store, InfoHash.parse("ab".repeat(20)), 4, 7, null, NOW);
        List<Route> routes = new ArrayList<>(new SwarmRoutes(store, catalogue, infoHash -> true, clock).routes());
        routes.addAll(new WebRoutes(
                        store,
                        new AnnounceLogic(store, AnnounceTerms.every(Duration.ofMinutes(30)), Admission.OPEN),
                        catalogue,
                        infoHash -> true,
                        clock)
                .routes());
        server = new HttpServer(
                new InetSocketAddress("127.0.0.1", 0),
                new Router(routes),
                HttpLimits.DEFAULT,
                Clock.systemUTC(),
                System::nanoTime);
        server.start();
        browser = Chromium.start(profile);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
            catalogue.close();
        }
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + server.address().getPort() + path.replace("SWARM", swarm.hex());
    }

    @ParameterizedTest(name = "{0} at {1} pixels, dark: {2}")
    @CsvSource({
        "/,320,false",
        "/,360,false",
        "/,360,true",
        "/,740,false",
        "/,1280,true",
        "/?q=xxx,360,false",
        "/?q=nothing+like+it,360,false",
        "/swarms/SWARM,320,false",
        "/swarms/SWARM,360,true",
        "/swarms/SWARM,1280,false",
        "/swarms/abababababababababababababababababababab,360,false"
    })
    void nothingSticksOutAndSomethingIsSeen(String path, int width, boolean dark) throws Exception {
        browser.open(url(path), width, dark);
        assertThat(browser.evaluate("String(document.documentElement.scrollWidth)"))
                .isEqualTo(Integer.toString(width));
        String lightness = browser.evaluate("getComputedStyle(document.body).backgroundColor");
        assertThat(lightness).isEqualTo(dark ? "rgb(18, 18, 23)" : "rgb(246, 246, 249)");
        String shot = browser.call("Page.captureScreenshot", "{\"format\":\"png\"}");
        Matcher data = Pattern.compile("\"data\":\"([^\"]*)\"").matcher(shot);
        assertThat(data.find()).isTrue();
        var image = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data.group(1))));
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertThat(colours).as("colours on the page").hasSizeGreaterThan(20);
    }

    @Test
    void aHostileNameIsTextAndNothingElse() throws Exception {
        browser.open(url("/"), 1_000, false);
        assertThat(browser.evaluate("String(document.images.length + document.scripts.length)"))
                .isEqualTo("0");
        assertThat(browser.evaluate("String([...document.links].some(a => a.textContent.endsWith('&amp;.txt')"
                        + " && a.textContent.startsWith('<img src=x onerror=alert(1)>')))"))
                .isEqualTo("true");
        browser.open(url("/?q=%22%3E%3Cimg%20src%3Dx%3E"), 1_000, false);
        assertThat(browser.evaluate("String(document.images.length)")).isEqualTo("0");
        assertThat(browser.evaluate("String(document.querySelector('input').value.includes('<img src=x>'))"))
                .isEqualTo("true");
    }

    @Test
    void theSwarmPageShowsAvailabilityAndWhoHasHowMuch() throws Exception {
        browser.open(url("/swarms/SWARM"), 1_000, false);
        assertThat(browser.evaluate("String(document.querySelectorAll('.heat rect').length)"))
                .isEqualTo("512");
        assertThat(browser.evaluate("String(document.querySelectorAll('.heat .c0').length)"))
                .isEqualTo("0");
        assertThat(browser.evaluate("[...document.querySelectorAll('.percent')].map(p => p.textContent).sort().join()"))
                .isEqualTo("100 %,42 %,50 %");
        assertThat(browser.evaluate("document.querySelector('.panel .note').textContent"))
                .isEqualTo("Every piece is there at least once. Not counted: 1 peer that does not say what it has.");
        assertThat(browser.evaluate("document.querySelector('a[href^=magnet]').href"))
                .startsWith("magnet:?xt=urn:btih:" + swarm)
                .contains("&tr=http%3A%2F%2F127.0.0.1%3A" + server.address().getPort() + "%2Fannounce");
    }
}
