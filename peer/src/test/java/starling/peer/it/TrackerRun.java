package starling.peer.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tracker while it runs: ours or another. */
record TrackerRun(Running program, String announceUrl, int port) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private static final Pattern COUNTS = Pattern.compile("8:completei(\\d+)e.*10:incompletei(\\d+)e");

    /** Ours, once it listens. */
    static TrackerRun of(Running program) {
        Matcher says = program.awaitOut("(http://[\\[\\]0-9a-f.:]+:(\\d+)/announce)");
        return new TrackerRun(program, says.group(1), Integer.parseInt(says.group(2)));
    }

    /** Waits until a swarm has so many peers, seeders and leechers together. */
    void awaitPeers(String infoHash, int peers) {
        String url = announceUrl.replaceFirst("announce$", "scrape?info_hash=") + infoHash.replaceAll("(..)", "%$1");
        Foreign.await(peers + " peers in " + infoHash, program, () -> peers(url) >= peers);
    }

    /** Waits until a swarm has just so many seeders and leechers. */
    void awaitSwarm(String infoHash, int seeders, int leechers) {
        String url = announceUrl.replaceFirst("announce$", "scrape?info_hash=") + infoHash.replaceAll("(..)", "%$1");
        Foreign.await(
                seeders + " seeders and " + leechers + " leechers in " + infoHash,
                program,
                () -> counts(url).equals(List.of(seeders, leechers)));
    }

    private static int peers(String scrapeUrl) {
        return counts(scrapeUrl).stream().mapToInt(Integer::intValue).sum();
    }

    private static List<Integer> counts(String scrapeUrl) {
        try {
            String answer = HTTP.send(
                            HttpRequest.newBuilder(URI.create(scrapeUrl)).build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
                    .body();
            Matcher counts = COUNTS.matcher(answer);
            return counts.find()
                    ? List.of(Integer.parseInt(counts.group(1)), Integer.parseInt(counts.group(2)))
                    : List.of();
        } catch (IOException failed) {
            throw new AssertionError(scrapeUrl, failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }
}
