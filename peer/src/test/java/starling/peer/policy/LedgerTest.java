package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import starling.announce.PeerId;

class LedgerTest {
    private static PeerId peer(int number) {
        return PeerId.of(ByteBuffer.allocate(PeerId.LENGTH).putInt(16, number).array());
    }

    @Test
    void whatWentToAndFroAddsUp() {
        Ledger ledger = new Ledger();
        ledger.add(peer(1), 10, 0, 100);
        ledger.add(peer(2), 20, 7, 101);
        ledger.add(peer(1), 5, 3, 102);

        assertThat(ledger.accounts())
                .containsExactly(new Ledger.Account(peer(2), 20, 7, 101), new Ledger.Account(peer(1), 15, 3, 102));
        assertThat(ledger.find(peer(3))).isEmpty();
    }

    @Test
    void whoMovedNothingIsNotWrittenDown() {
        Ledger ledger = new Ledger();
        ledger.add(peer(1), 0, 0, 100);

        assertThat(ledger.accounts()).isEmpty();
    }

    @Test
    void thoseThatMovedMostAreKept() {
        Ledger ledger = new Ledger();
        for (int i = 0; i < 3 * Ledger.MOST; i++) {
            ledger.add(peer(i), i % 7 == 0 ? 1_000 : 1, 0, i);
        }
        assertThat(ledger.accounts()).hasSizeBetween(Ledger.MOST * 9 / 10, Ledger.MOST);
        for (int i = 0; i < 3 * Ledger.MOST; i += 7) {
            assertThat(ledger.find(peer(i))).isPresent();
        }
    }

    @Test
    void ofThoseThatMovedAsMuchTheLongestUnseenMakeRoom() {
        Ledger ledger = new Ledger();
        for (int i = 0; i <= Ledger.MOST; i++) {
            ledger.add(peer(i), 1, 1, Ledger.MOST - i);
        }
        assertThat(ledger.find(peer(0))).isPresent();
        assertThat(ledger.find(peer(Ledger.MOST))).isEmpty();
    }
}
