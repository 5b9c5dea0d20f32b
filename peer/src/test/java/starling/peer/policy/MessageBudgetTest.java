package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import starling.wire.MessageType;

class MessageBudgetTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final MessageBudget budget = new MessageBudget(0);

    @Test
    void aBurstAndThenSoManyASecond() {
        for (int i = 0; i < MessageBudget.BURST; i++) {
            assertThat(budget.take(MessageType.INTERESTED, 0)).isTrue();
        }
        assertThat(budget.take(MessageType.CHOKE, 0)).isFalse();

        assertThat(budget.take(MessageType.CHOKE, SECOND)).isTrue();
    }

    @Test
    void whatATransferConsistsOfIsFree() {
        for (int i = 0; i < 100 * MessageBudget.BURST; i++) {
            assertThat(budget.take(i % 2 == 0 ? MessageType.HAVE : MessageType.REQUEST, 0))
                    .isTrue();
        }
    }

    @Test
    void itDoesNotSaveUpForEver() {
        assertThat(budget.take(MessageType.UNCHOKE, 1_000_000 * SECOND)).isTrue();
        for (int i = 1; i < MessageBudget.BURST; i++) {
            budget.take(MessageType.UNCHOKE, 1_000_000 * SECOND);
        }

        assertThat(budget.take(MessageType.UNCHOKE, 1_000_000 * SECOND)).isFalse();
    }
}
