package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.peer.session.OutgoingQueue.Turn;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

class OutgoingQueueTest {
    private record Block(int piece, int begin, int length) {}

    private static List<PeerMessage> messages(OutgoingQueue queue) throws WireException {
        ByteBuffer taken = queue.takeMessages();
        ByteBuffer copy = ByteBuffer.allocate(taken.remaining()).put(taken).flip();
        List<PeerMessage> messages = new ArrayList<>();
        while (copy.hasRemaining()) {
            int length = copy.getInt();
            messages.add(PeerMessageCodec.decode(copy.slice(copy.position(), length)));
            copy.position(copy.position() + length);
        }
        return messages;
    }

    private static Block poll(OutgoingQueue queue, int room) {
        int[] block = new int[3];
        return queue.pollBlocks(block, 1, room + PeerMessageCodec.PIECE_HEADER) == 1
                ? new Block(block[0], block[1], block[2])
                : null;
    }

    @Test
    void whatIsUnhurriedWaitsForTheNextMessage() throws WireException {
        OutgoingQueue queue = new OutgoingQueue(false);
        queue.addUnhurried(new PeerMessage.Have(5));
        queue.add(PeerMessage.INTERESTED);
        assertThat(queue.await(() -> false)).isEqualTo(Turn.MESSAGES);
        assertThat(messages(queue)).containsExactly(new PeerMessage.Have(5), PeerMessage.INTERESTED);
    }

    @Test
    void whatIsUnhurriedIsHurried() throws Exception {
        OutgoingQueue queue = new OutgoingQueue(false);
        AtomicReference<Turn> turn = new AtomicReference<>();
        Thread writer = new Thread(() -> turn.set(queue.await(() -> false)));
        writer.start();
        while (writer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        queue.addUnhurried(new PeerMessage.Have(5));
        queue.hurry();
        writer.join(TimeUnit.MINUTES.toMillis(1));
        assertThat(turn.get()).isEqualTo(Turn.MESSAGES);
        assertThat(messages(queue)).containsExactly(new PeerMessage.Have(5));
    }

    @Test
    void messagesComeInOrderAndBeforeBlocks() throws WireException {
        OutgoingQueue queue = new OutgoingQueue(false);
        queue.addBlock(1, 2, 3);
        queue.add(PeerMessage.UNCHOKE);
        queue.addRequests(new int[] {1, 0, 16_384, 2, 16_384, 100, 9, 9, 9}, 6);
        queue.add(new PeerMessage.Have(5));

        assertThat(queue.await(() -> false)).isEqualTo(Turn.MESSAGES);
        assertThat(poll(queue, 1_000)).as("messages go first").isNull();
        assertThat(messages(queue))
                .containsExactly(
                        PeerMessage.UNCHOKE,
                        new PeerMessage.Request(1, 0, 16_384),
                        new PeerMessage.Request(2, 16_384, 100),
                        new PeerMessage.Have(5));
        assertThat(queue.await(() -> false)).isEqualTo(Turn.BLOCK);
        assertThat(poll(queue, 2)).as("no room").isNull();
        assertThat(poll(queue, 3)).isEqualTo(new Block(1, 2, 3));
        assertThat(poll(queue, 3)).isNull();
    }

    @Test
    void whatWasTakenStaysGoodWhileMoreIsAdded() throws WireException {
        OutgoingQueue queue = new OutgoingQueue(false);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i <= round * 20; i++) {
                queue.add(new PeerMessage.Have(round * 1_000 + i));
            }
            ByteBuffer taken = queue.takeMessages();
            for (int i = 0; i < 300; i++) {
                queue.add(PeerMessage.CHOKE);
            }
            for (int i = 0; i <= round * 20; i++) {
                assertThat(taken.getInt()).isEqualTo(5);
                assertThat(taken.get()).isEqualTo((byte) 4);
                assertThat(taken.getInt()).isEqualTo(round * 1_000 + i);
            }
            assertThat(taken.hasRemaining()).isFalse();
            assertThat(messages(queue)).hasSize(300).containsOnly(PeerMessage.CHOKE);
        }
    }

    @Test
    void aPeerThatNeverReadsEndsTheQueue() {
        OutgoingQueue queue = new OutgoingQueue(false);
        int added = 0;
        while (queue.add(new PeerMessage.Have(added))) {
            added++;
            assertThat(queue.isClosed()).isFalse();
        }

        assertThat(added).isEqualTo((1 << 20) / 9);
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.await(() -> false)).isEqualTo(Turn.CLOSED);
        assertThat(queue.addBlock(0, 0, 1)).isFalse();
        assertThat(queue.addRequests(new int[] {0, 0, 1}, 3)).isFalse();
        assertThat(poll(queue, 100)).isNull();
    }

    @Test
    void requestsThatFindNoRoomEndTheQueueToo() {
        OutgoingQueue queue = new OutgoingQueue(false);
        int[] requests = new int[3 * 1_000];
        int added = 0;
        while (queue.addRequests(requests, requests.length)) {
            added++;
        }

        assertThat(added).isEqualTo((1 << 20) / 17_000);
        assertThat(queue.isClosed()).isTrue();
    }

    @Test
    void onlySoManyBlocksWait() {
        OutgoingQueue queue = new OutgoingQueue(true);
        for (int i = 0; i < OutgoingQueue.MAX_BLOCKS; i++) {
            assertThat(queue.addBlock(i, 0, 10)).isTrue();
        }
        assertThat(queue.addBlock(0, 0, 10)).isFalse();

        assertThat(poll(queue, 10)).isEqualTo(new Block(0, 0, 10));
        assertThat(queue.addBlock(7_000, 0, 10)).isTrue();
        for (int i = 1; i < OutgoingQueue.MAX_BLOCKS; i++) {
            assertThat(poll(queue, 10)).isEqualTo(new Block(i, 0, 10));
        }
        assertThat(poll(queue, 10)).isEqualTo(new Block(7_000, 0, 10));
    }

    @Test
    void aChokeForgetsTheBlocks() throws WireException {
        OutgoingQueue queue = new OutgoingQueue(false);
        queue.addBlock(1, 2, 3);
        queue.addBlock(4, 5, 6);

        assertThat(queue.choke()).isTrue();

        assertThat(messages(queue)).containsExactly(PeerMessage.CHOKE);
        assertThat(poll(queue, 100)).isNull();
    }

    @Test
    void aChokeRejectsTheBlocksWhereThePeerWantsToKnow() throws WireException {
        OutgoingQueue queue = new OutgoingQueue(true);
        queue.addBlock(1, 2, 3);
        queue.addBlock(4, 5, 6);

        queue.choke();

        assertThat(messages(queue))
                .containsExactly(PeerMessage.CHOKE, new PeerMessage.Reject(1, 2, 3), new PeerMessage.Reject(4, 5, 6));
    }

    @Test
    void aCancelTakesOneBlockBack() throws WireException {
        OutgoingQueue queue = new OutgoingQueue(true);
        queue.addBlock(1, 2, 3);
        queue.addBlock(4, 5, 6);
        queue.addBlock(7, 8, 9);

        assertThat(queue.cancelBlock(4, 5, 6)).isTrue();
        assertThat(queue.cancelBlock(4, 5, 6)).isFalse();
        assertThat(queue.cancelBlock(1, 2, 4)).as("another length").isFalse();

        assertThat(messages(queue)).containsExactly(new PeerMessage.Reject(4, 5, 6));
        assertThat(poll(queue, 100)).isEqualTo(new Block(1, 2, 3));
        assertThat(poll(queue, 100)).isEqualTo(new Block(7, 8, 9));
    }

    @Test
    void aCancelIsNotRejectedWhereThePeerDoesNotKnowRejects() throws WireException {
        OutgoingQueue queue = new OutgoingQueue(false);
        queue.addBlock(1, 2, 3);

        assertThat(queue.cancelBlock(1, 2, 3)).isTrue();
        assertThat(messages(queue)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void blocksComeAsFromAList(long seed) {
        Random random = new Random(seed);
        OutgoingQueue queue = new OutgoingQueue(false);
        List<Block> model = new ArrayList<>();
        for (int move = 0; move < 20_000; move++) {
            int what = random.nextInt(100);
            if (what < 50) {
                Block block = new Block(random.nextInt(1_000), random.nextInt(10), 1);
                if (queue.addBlock(block.piece(), block.begin(), block.length())) {
                    model.add(block);
                }
            } else if (what < 85) {
                assertThat(poll(queue, 1)).isEqualTo(model.isEmpty() ? null : model.remove(0));
            } else if (!model.isEmpty()) {
                Block block = model.get(random.nextInt(model.size()));
                assertThat(queue.cancelBlock(block.piece(), block.begin(), block.length()))
                        .isTrue();
                model.remove(block);
            }
        }
        model.forEach(block -> assertThat(poll(queue, 1)).isEqualTo(block));
    }

    @Test
    void aWriterThatWaitsIsWoken() throws InterruptedException {
        for (Turn turn : List.of(Turn.MESSAGES, Turn.BLOCK, Turn.CLOSED)) {
            OutgoingQueue queue = new OutgoingQueue(false);
            Turn[] woken = new Turn[1];
            Thread writer = new Thread(() -> woken[0] = queue.await(() -> false));
            writer.start();
            while (writer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            switch (turn) {
                case MESSAGES -> queue.add(PeerMessage.CHOKE);
                case BLOCK -> queue.addBlock(0, 0, 1);
                default -> queue.close();
            }
            writer.join();
            assertThat(woken[0]).isEqualTo(turn);
        }
    }
}
