package starling.tracker.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;
import starling.metainfo.InfoHash;

/**
 * Announces to a tracker on a loopback address for a while, over HTTP, and prints one line: announces a second, and how
 * many microseconds of CPU time the tracker took for each. {@code TrackerLoad hashes} prints the info hashes instead, for
 * a tracker that only takes those it is told, and {@code TrackerLoad datagrams} an announce of each peer over UDP, for
 * {@code scripts/bench/udp_load.c}.
 */
public final class TrackerLoad {
    private static final Population POPULATION = new Population(1_000, 50_000);
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(60);

    /** Announces in a loop until it is told to stop; one serves all threads. */
    interface Client {
        /** @param next the number of the peer whose turn it is, from 0 on without end */
        void run(AtomicInteger next, LongAdder answered, AtomicBoolean stop) throws Exception;
    }

    private TrackerLoad() {}

    /** Arguments: {@code http|keepalive PORT PID SECONDS WARM_UP_SECONDS CLIENTS}. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("hashes")) {
            for (InfoHash infoHash : POPULATION.infoHashes()) {
                System.out.println(infoHash.hex());
            }
            return;
        }
        if (args[0].equals("datagrams")) {
            writeDatagrams(System.out);
            return;
        }
        InetSocketAddress tracker =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), Integer.parseInt(args[1]));
        ProcessHandle process = ProcessHandle.of(Long.parseLong(args[2])).orElseThrow();
        Duration length = Duration.ofSeconds(Integer.parseInt(args[3]));
        Duration warmUp = Duration.ofSeconds(Integer.parseInt(args[4]));
        int clients = Integer.parseInt(args[5]);
        measure(args[0], tracker, process, length, warmUp, clients);
    }

    /** The connection id is still to be put into each. */
    private static void writeDatagrams(OutputStream out) throws IOException {
        ByteBuffer announce = ByteBuffer.allocate(UdpRequestCodec.ANNOUNCE_BYTES);
        for (int peer = 0; peer < POPULATION.peers(); peer++) {
            UdpRequestCodec.write(
                    new UdpRequest.Announce(0, peer, POPULATION.announce(peer), Optional.empty()), announce.clear());
            out.write(announce.array());
        }
        out.flush();
    }

    private static void measure(
            String way, InetSocketAddress tracker, ProcessHandle process, Duration length, Duration warmUp, int clients)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        LongAdder answered = new LongAdder();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(clients, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> running = new ArrayList<>();
        Client client = client(way, tracker);
        for (int i = 0; i < clients; i++) {
            running.add(pool.submit((Callable<Void>) () -> {
                client.run(next, answered, stop);
                return null;
            }));
        }
        fill(answered, running, warmUp);
        long before = answered.sum();
        long cpuBefore = cpuNanos(process);
        long start = System.nanoTime();
        Thread.sleep(length.toMillis());
        long count = answered.sum() - before;
        long cpu = cpuNanos(process) - cpuBefore;
        double seconds = (System.nanoTime() - start) / 1e9;
        stop.set(true);
        for (Future<?> future : running) {
            future.get();
        }
        pool.shutdown();
        System.out.printf("%.0f %.2f%n", count / seconds, cpu / 1e3 / Math.max(1, count));
    }

    /** Every peer has announced, and the warm-up is over; a tracker that answers nothing ends the run. */
    private static void fill(LongAdder answered, List<Future<?>> running, Duration warmUp) throws Exception {
        long start = System.nanoTime();
        while (answered.sum() < POPULATION.peers() || System.nanoTime() - start < warmUp.toNanos()) {
            for (Future<?> future : running) {
                if (future.isDone()) {
                    future.get();
                }
            }
            if (System.nanoTime() - start > WARM_UP_LIMIT.toNanos()) {
                throw new IllegalStateException("after a minute " + answered.sum() + " answers, too few to begin");
            }
            Thread.sleep(20);
        }
    }

    private static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static Client client(String way, InetSocketAddress tracker) {
        switch (way) {
            case "http":
                return new HttpLoad(POPULATION, tracker, false);
            case "keepalive":
                return new HttpLoad(POPULATION, tracker, true);
            default:
                throw new IllegalArgumentException("http or keepalive, not " + way);
        }
    }
}
