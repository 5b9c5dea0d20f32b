package starling.peer.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.peer.dht.KnownNode.Standing;

class RoutingTableTest {
    /** Where a bucket has room for {@link RoutingTable#K} nodes and no more. */
    private static final int NEAR = 10;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final SplittableRandom random = new SplittableRandom(5);
    private final NodeId own = NodeId.random(random);
    private final RoutingTable table = new RoutingTable(own, 0);
    private int next;

    private Endpoint endpoint() {
        next++;
        return new Endpoint(address(45, next >> 8, next), 6881);
    }

    private static InetAddress address(int first, int third, int fourth) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) first, 1, (byte) third, (byte) fourth});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A node whose id is not its own, by BEP 42. */
    private NodeContact node(int commonBits) {
        return new NodeContact(own.randomBeside(commonBits, random), endpoint());
    }

    private NodeContact verified(int commonBits) {
        while (true) {
            Endpoint endpoint = endpoint();
            for (int i = 0; i < 5_000; i++) {
                NodeId id = SecureNodeId.of(endpoint.address(), random);
                if (own.commonBits(id) == commonBits) {
                    return new NodeContact(id, endpoint);
                }
            }
        }
    }

    private void fill(int commonBits, long now) {
        for (int i = 0; i < RoutingTable.K; i++) {
            table.replied(node(commonBits), now);
        }
    }

    @Test
    void whoAnsweredIsGoodForAQuarterOfAnHour() {
        table.replied(node(NEAR), 0);

        assertThat(table.count(Standing.GOOD, 14 * MINUTE)).isOne();
        assertThat(table.count(Standing.GOOD, 16 * MINUTE)).isZero();
        assertThat(table.count(Standing.QUESTIONABLE, 16 * MINUTE)).isOne();
    }

    @Test
    void whoOnlyAsksIsNotKnownByThat() {
        NodeContact asker = node(NEAR);

        assertThat(table.asked(asker, 0)).isTrue();

        assertThat(table.count(Standing.GOOD, 0)).isZero();
        table.replied(asker, 0);
        assertThat(table.asked(asker, 10 * MINUTE)).isFalse();
        assertThat(table.count(Standing.GOOD, 20 * MINUTE)).isOne();
    }

    @Test
    void aBadNodeGivesItsPlaceToWhoWaitsLongestForOneLeast() {
        List<NodeContact> first = List.of(node(NEAR), node(NEAR));
        first.forEach(contact -> table.replied(contact, 0));
        for (int i = 2; i < RoutingTable.K; i++) {
            table.replied(node(NEAR), 0);
        }
        NodeContact waiting = node(NEAR);
        table.replied(waiting, 0);
        assertThat(table.nodes(Standing.GOOD, 0)).hasSize(RoutingTable.K).doesNotContain(waiting);
        assertThat(table.asked(waiting, 0))
                .as("it waits already, and need not be asked")
                .isFalse();

        for (int i = 0; i < 3; i++) {
            table.failed(first.get(0), MINUTE);
        }

        assertThat(table.nodes(Standing.GOOD, MINUTE)).contains(waiting).doesNotContain(first.get(0));
    }

    @Test
    void anAddressHasOneNode() {
        NodeContact one = node(NEAR);
        table.replied(one, 0);
        NodeContact other = new NodeContact(
                own.randomBeside(3, random), new Endpoint(one.endpoint().address(), 7_000));

        table.replied(other, 0);

        assertThat(table.nodes(Standing.GOOD, 0)).containsExactly(one);
        assertThat(table.asked(other, 0)).isFalse();
    }

    @Test
    void aNodeCannotBeReplacedByWhoClaimsItsId() {
        NodeContact one = node(NEAR);
        table.replied(one, 0);

        table.replied(new NodeContact(one.id(), endpoint()), 0);

        assertThat(table.nodes(Standing.GOOD, 0)).containsExactly(one);
    }

    @Test
    void anIdOfItsOwnIsWorthAPlace() {
        fill(4, 0);
        NodeContact verified = verified(4);

        table.replied(verified, 0);

        assertThat(table.nodes(Standing.GOOD, 0)).hasSize(RoutingTable.K).contains(verified);
    }

    @Test
    void namesTheNearestAndTheGoodFirst() {
        NodeId target = NodeId.random(random);
        for (int bits = 0; bits < 30; bits++) {
            table.replied(node(bits), 0);
            table.remembered(node(bits), 0);
        }

        List<NodeContact> closest = table.closest(target, RoutingTable.K, 0);

        List<NodeContact> good = table.nodes(Standing.GOOD, 0);
        good.sort((a, b) -> target.compareDistance(a.id(), b.id()));
        assertThat(closest).isEqualTo(good.subList(0, RoutingTable.K));
        assertThat(table.closest(target, 40, 0)).hasSize(40).containsAll(good);
    }

    @Test
    void withAnotherIdOfOursTheNodesStay() {
        for (int bits = 0; bits < 20; bits++) {
            table.replied(node(bits), 0);
        }

        table.moveTo(NodeId.random(random), 0);

        assertThat(table.nodes(Standing.GOOD, 0)).hasSizeGreaterThan(15);
    }

    @Test
    void asksForPartsThatWereSilent() {
        fill(0, 0);
        fill(1, 0);

        assertThat(table.nextRefresh(14 * MINUTE, random)).isEmpty();
        NodeId refreshed = table.nextRefresh(15 * MINUTE, random).orElseThrow();
        assertThat(own.commonBits(refreshed)).isZero();
        assertThat(own.commonBits(table.nextRefresh(15 * MINUTE, random).orElseThrow()))
                .isEqualTo(1);
        assertThat(table.nextRefresh(15 * MINUTE, random)).isEmpty();
    }
}
