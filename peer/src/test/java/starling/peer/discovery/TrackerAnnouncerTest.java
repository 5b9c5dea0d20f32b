package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import starling.announce.AnnouncedPeer;
import starling.announce.Endpoint;
import starling.peer.policy.TrackerTiersTest;

@Timeout(120)
class TrackerAnnouncerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern EVENT = Pattern.compile("event=(\\w+)");

    private final HttpTrackerClient client =
            new HttpTrackerClient(Optional.of(InetAddress.getLoopbackAddress()), "Starling/test");
    private final BlockingQueue<Collection<Endpoint>> named = new LinkedBlockingQueue<>();
    private TinyTracker one;
    private TinyTracker two;
    private TrackerAnnouncer announcer;

    @BeforeEach
    void open() throws IOException {
        one = new TinyTracker(TinyTracker.swarm(1800));
        two = new TinyTracker(TinyTracker.swarm(1800));
    }

    @AfterEach
    void close() throws IOException {
        announcer.stop();
        client.close();
        one.close();
        two.close();
    }

    private TrackerAnnouncer announcer(List<List<String>> tiers) {
        TrackerClient trackers = new TrackerClient(
                client, new UdpTrackerClient(Optional.of(InetAddress.getLoopbackAddress()), Thread::new));
        return new TrackerAnnouncer(
                tiers,
                TrackerTiersTest.IN_ORDER,
                trackers,
                Thread::new,
                (event, trackerId, map) -> HttpTrackerClientTest.request(event).withKey(Optional.empty(), trackerId),
                (url, swarm) -> named.add(
                        swarm.peers().stream().map(AnnouncedPeer::endpoint).toList()));
    }

    private void start(List<List<String>> tiers) {
        announcer = announcer(tiers);
        announcer.start();
    }

    private static String event(TinyTracker tracker) throws InterruptedException {
        Matcher matcher = EVENT.matcher(tracker.query());
        return matcher.find() ? matcher.group(1) : "none";
    }

    private void isOver() {
        announcer.stop();
        announcer.join(PATIENCE);
    }

    @Test
    void itSaysStartedCompletedAndStopped() throws Exception {
        start(List.of(List.of(one.url())));
        assertThat(event(one)).isEqualTo("started");
        assertThat(named.poll(60, TimeUnit.SECONDS)).extracting(Endpoint::port).containsExactly(258);
        announcer.completed();
        assertThat(event(one)).isEqualTo("completed");
        isOver();
        assertThat(event(one)).isEqualTo("stopped");
        assertThat(one.wasAsked()).isFalse();
    }

    @Test
    void aCompletionIsToldEvenWhereTheEndComesWithIt() throws Exception {
        start(List.of(List.of(one.url())));
        assertThat(event(one)).isEqualTo("started");
        named.take();
        announcer.completed();
        announcer.stop();

        assertThat(event(one)).isEqualTo("completed");
        assertThat(event(one)).isEqualTo("stopped");
        isOver();
        assertThat(announcer.isCompletionPending()).isFalse();
    }

    @Test
    void aCompletionThatNobodyHeardOfIsStillToBeTold() throws Exception {
        one.answer(TinyTracker.body(500, ""));
        start(List.of(List.of(one.url())));
        event(one);
        announcer.completed();
        isOver();

        assertThat(announcer.isCompletionPending()).isTrue();
    }

    @Test
    void itAnnouncesAgainAtTheInterval() throws Exception {
        one.answer(TinyTracker.swarm(1));
        start(List.of(List.of(one.url())));

        assertThat(event(one)).isEqualTo("started");
        assertThat(event(one)).isEqualTo("none");
        assertThat(event(one)).isEqualTo("none");
    }

    @Test
    void aTrackerThatFailsIsAskedAgain() throws Exception {
        one.answer(TinyTracker.body(500, ""));
        start(List.of(List.of(one.url())));
        assertThat(event(one)).isEqualTo("started");
        one.answer(TinyTracker.swarm(1800));
        announcer.completed();

        assertThat(event(one)).as("still not known there").isEqualTo("started");
        assertThat(event(one)).isEqualTo("completed");
    }

    @Test
    void whoNeverKnewUsHearsNoGoodbye() throws Exception {
        one.answer(TinyTracker.body(500, ""));
        start(List.of(List.of(one.url())));
        event(one);
        isOver();

        assertThat(one.wasAsked()).isFalse();
    }

    @Test
    void aReasonIsShown() throws Exception {
        one.answer(TinyTracker.body(200, "d14:failure reason11:not allowede"));
        start(List.of(List.of(one.url())));
        event(one);
        isOver();

        assertThat(announcer.statuses()).singleElement().satisfies(status -> {
            assertThat(status.state()).isEqualTo(TrackerStatus.State.FAILING);
            assertThat(status.lastError()).contains("it refuses: not allowed");
        });
    }

    @Test
    void aWarningIsShownAndTheAnswerCounts() throws Exception {
        one.answer(
                TinyTracker.body(200, "d8:completei3e10:incompletei4e8:intervali9e5:peers0:15:warning message4:hey!e"));
        start(List.of(List.of(one.url())));
        assertThat(named.poll(60, TimeUnit.SECONDS)).isEmpty();
        isOver();

        assertThat(announcer.statuses())
                .containsExactly(new TrackerStatus(
                        one.url(), TrackerStatus.State.OK, Optional.empty(), Optional.of("hey!"), 3, 4, 0));
    }

    @Test
    void theNextTierIsAskedOnlyWhereTheFirstFails() throws Exception {
        one.answer(TinyTracker.body(500, ""));
        start(List.of(List.of(one.url()), List.of(two.url())));

        assertThat(event(one)).isEqualTo("started");
        assertThat(event(two)).isEqualTo("started");
        named.take();
        announcer.completed();
        assertThat(event(two)).as("who knows us is told").isEqualTo("completed");
        isOver();
        assertThat(event(two)).isEqualTo("stopped");
        assertThat(one.wasAsked()).isFalse();
    }

    @Test
    void whereATierKnowsOfNobodyTheNextIsAskedTooAndBothHearTheGoodbye() throws Exception {
        one.answer(TinyTracker.body(200, "d8:intervali1800e5:peers0:e"));
        start(List.of(List.of(one.url()), List.of(two.url())));
        assertThat(event(one)).isEqualTo("started");
        assertThat(event(two)).isEqualTo("started");
        named.take();
        named.take();
        isOver();
        assertThat(event(one)).isEqualTo("stopped");
        assertThat(event(two)).isEqualTo("stopped");
    }

    @Test
    void whatTheTrackerCalledUsIsSaidToIt() throws Exception {
        one.answer(TinyTracker.body(200, "d8:intervali1800e5:peers0:10:tracker id5:you%1e"));
        start(List.of(List.of(one.url())));
        assertThat(one.query()).doesNotContain("trackerid");
        named.take();
        one.answer(TinyTracker.swarm(1800));
        announcer.completed();
        assertThat(one.query()).contains("event=completed", "trackerid=you%251");
        named.take();
        isOver();
        assertThat(one.query()).as("an id that is not said again stays").contains("event=stopped", "trackerid=you%251");
    }

    @Test
    void aSilentTrackerHoldsUpNoGoodbye() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        one.answer(exchange -> {
            try {
                end.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        start(List.of(List.of(one.url()), List.of(two.url())));
        assertThat(event(one)).isEqualTo("started");
        assertThat(event(two)).as("asked beside the slow one").isEqualTo("started");
        named.take();
        announcer.stop();
        assertThat(event(two)).isEqualTo("stopped");
        end.countDown();
    }

    @Test
    void whoAnswersMovesToTheFrontOfItsTier() throws Exception {
        one.answer(TinyTracker.body(500, ""));
        start(List.of(List.of(one.url(), two.url())));
        assertThat(event(one)).isEqualTo("started");
        assertThat(event(two)).isEqualTo("started");
        named.take();
        one.answer(TinyTracker.swarm(1800));

        announcer.completed();

        assertThat(event(two)).isEqualTo("completed");
        assertThat(one.wasAsked()).isFalse();
        assertThat(announcer.statuses())
                .as("in the order of the tiers")
                .extracting(TrackerStatus::url)
                .containsExactly(one.url(), two.url());
    }

    @Test
    void aUrlThatIsNoneOfOursIsSaidToBe() throws Exception {
        start(List.of(List.of("ftp://127.0.0.1:1/announce", "nothing", "", one.url())));
        event(one);
        named.take();
        // its peers are named before its answer is noted
        for (int i = 0; i < 6_000 && announcer.statuses().get(3).state() == TrackerStatus.State.ASKING; i++) {
            Thread.sleep(10);
        }

        assertThat(announcer.statuses().get(0).state()).isEqualTo(TrackerStatus.State.FAILING);
        assertThat(announcer.statuses().get(3).state()).isEqualTo(TrackerStatus.State.OK);
    }

    @Test
    void aGoodbyeComesBeforeTheNextHello() throws Exception {
        start(List.of(List.of(one.url())));
        assertThat(event(one)).isEqualTo("started");
        named.take();
        CountDownLatch slow = new CountDownLatch(1);
        one.answer(exchange -> {
            try {
                slow.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            TinyTracker.swarm(1800).give(exchange);
        });
        TrackerAnnouncer first = announcer;
        first.stop();
        announcer = announcer(List.of(List.of(one.url())));
        announcer.startAfter(first);

        assertThat(event(one)).isEqualTo("stopped");
        assertThat(one.wasAsked()).isFalse();
        slow.countDown();
        assertThat(event(one)).isEqualTo("started");
    }
}
