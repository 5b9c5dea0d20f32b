package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.announce.PeerId;

class SeenOrderTest {
    private final SeenOrder order = new SeenOrder();
    private int made;

    @Test
    void whoWasSeenLastIsBehindAllOthers() {
        PeerRecord first = peer();
        PeerRecord second = peer();
        PeerRecord third = peer();
        List.of(first, second, third).forEach(order::add);

        order.seen(first);
        assertThat(inOrder()).containsExactly(second, third, first);
        order.seen(first);
        assertThat(inOrder()).containsExactly(second, third, first);
        order.seen(third);
        assertThat(inOrder()).containsExactly(second, first, third);
    }

    @Test
    void nobodyIsOldestWhereNobodyIs() {
        assertThat(order.oldest()).isNull();
        PeerRecord only = peer();
        order.add(only);
        order.remove(only);
        assertThat(order.oldest()).isNull();
        order.add(only);
        assertThat(inOrder()).containsExactly(only);
    }

    /** A set that keeps the order in which members came does the same, slower. */
    @Test
    void itIsInOrderAfterAnyHistory() {
        Set<PeerRecord> expected = new LinkedHashSet<>();
        Random random = new Random(7);
        for (int step = 0; step < 20_000; step++) {
            boolean growing = step / 2_000 % 2 == 0;
            int action = random.nextInt(10);
            if (expected.isEmpty() || action < (growing ? 4 : 1)) {
                PeerRecord record = peer();
                order.add(record);
                expected.add(record);
            } else {
                PeerRecord chosen = new ArrayList<>(expected).get(random.nextInt(Math.min(50, expected.size())));
                expected.remove(chosen);
                if (action < 7) {
                    order.seen(chosen);
                    expected.add(chosen);
                } else {
                    order.remove(chosen);
                }
            }
            if (step % 100 == 0) {
                assertThat(inOrder()).containsExactlyElementsOf(expected);
            }
        }
        assertThat(inOrder()).containsExactlyElementsOf(expected);
    }

    private List<PeerRecord> inOrder() {
        List<PeerRecord> all = new ArrayList<>();
        for (PeerRecord next = order.oldest(); next != null; next = order.after(next)) {
            all.add(next);
        }
        return all;
    }

    private PeerRecord peer() {
        made++;
        return new PeerRecord(
                PackedEndpoint.of(new Endpoint(InetAddress.getLoopbackAddress(), made)),
                PeerId.of(new byte[PeerId.LENGTH]));
    }
}
