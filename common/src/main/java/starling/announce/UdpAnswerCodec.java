package starling.announce;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The datagrams that a tracker sends to a peer (BEP 15), written and read; big-endian throughout. */
public final class UdpAnswerCodec {
    public static final int ERROR = 3;

    /** Action and transaction id; an error has its text behind them. */
    public static final int HEADER_BYTES = 8;

    /** An announce's answer before its peers. */
    public static final int ANNOUNCED_BYTES = 20;

    /** What a receiver has to have room for: the longest datagram there is. */
    public static final int MAX_BYTES = 65_535;

    private static final int CONNECTED_BYTES = 16;
    private static final int COUNT_BYTES = 12;
    private static final int MAX_REASON_BYTES = 1_024;

    private UdpAnswerCodec() {}

    /**
     * Appends the answer.
     *
     * @param ofIpv6 whether it goes to an IPv6 address, which alone tells the peers' form: others are left out
     * @throws java.nio.BufferOverflowException where the buffer has no room for it
     */
    public static void write(UdpAnswer answer, boolean ofIpv6, ByteBuffer out) {
        if (answer instanceof UdpAnswer.Connected connected) {
            header(UdpRequestCodec.CONNECT, connected.transactionId(), out);
            out.putLong(connected.connectionId());
        } else if (answer instanceof UdpAnswer.Announced announced) {
            header(UdpRequestCodec.ANNOUNCE, announced.transactionId(), out);
            AnnounceResponse.Swarm swarm = announced.swarm();
            out.putInt((int) swarm.interval().toSeconds());
            out.putInt(swarm.leechers()).putInt(swarm.seeders());
            out.put(CompactPeers.pack(swarm.peers(), ofIpv6));
        } else if (answer instanceof UdpAnswer.Scraped scraped) {
            header(UdpRequestCodec.SCRAPE, scraped.transactionId(), out);
            for (ScrapeResponse.Count count : scraped.counts()) {
                out.putInt(count.seeders()).putInt(count.completed()).putInt(count.leechers());
            }
        } else if (answer instanceof UdpAnswer.Failed failed) {
            header(ERROR, failed.transactionId(), out);
            byte[] reason = failed.reason().getBytes(StandardCharsets.UTF_8);
            out.put(reason, 0, Math.min(reason.length, MAX_REASON_BYTES));
        }
    }

    private static void header(int action, int transactionId, ByteBuffer out) {
        out.putInt(action).putInt(transactionId);
    }

    /**
     * Reads what remains of the buffer. Whether it answers what was asked is for the caller to see, by the transaction
     * id and the kind of the answer.
     *
     * @param fromIpv6 whether it came from an IPv6 address, which alone tells the peers' form
     * @throws AnnounceException where it is no tracker's answer
     */
    public static UdpAnswer read(ByteBuffer in, boolean fromIpv6) throws AnnounceException {
        if (in.remaining() < HEADER_BYTES) {
            throw new AnnounceException("the tracker's answer is too short");
        }
        int action = in.getInt();
        int transactionId = in.getInt();
        switch (action) {
            case UdpRequestCodec.CONNECT:
                needs(in, CONNECTED_BYTES - HEADER_BYTES);
                return new UdpAnswer.Connected(transactionId, in.getLong());
            case UdpRequestCodec.ANNOUNCE:
                needs(in, ANNOUNCED_BYTES - HEADER_BYTES);
                return new UdpAnswer.Announced(transactionId, readSwarm(in, fromIpv6));
            case UdpRequestCodec.SCRAPE:
                return new UdpAnswer.Scraped(transactionId, readCounts(in));
            case ERROR:
                byte[] reason = new byte[Math.min(in.remaining(), MAX_REASON_BYTES)];
                in.get(reason);
                return new UdpAnswer.Failed(transactionId, new String(reason, StandardCharsets.UTF_8));
            default:
                throw new AnnounceException("the tracker's answer has no known action");
        }
    }

    private static void needs(ByteBuffer in, int bytes) throws AnnounceException {
        if (in.remaining() < bytes) {
            throw new AnnounceException("the tracker's answer is too short");
        }
    }

    private static AnnounceResponse.Swarm readSwarm(ByteBuffer in, boolean fromIpv6) throws AnnounceException {
        long seconds = Math.max(1, Math.min(in.getInt(), HttpAnnounceAnswer.MAX_INTERVAL_SECONDS));
        int leechers = Math.max(0, in.getInt());
        int seeders = Math.max(0, in.getInt());
        byte[] packed = new byte[in.remaining()];
        in.get(packed);
        return new AnnounceResponse.Swarm(
                Duration.ofSeconds(seconds),
                Optional.empty(),
                seeders,
                leechers,
                Optional.empty(),
                CompactPeers.unpack(packed, fromIpv6),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<ScrapeResponse.Count> readCounts(ByteBuffer in) throws AnnounceException {
        if (in.remaining() % COUNT_BYTES != 0) {
            throw new AnnounceException("a scrape's answer of an odd length");
        }
        List<ScrapeResponse.Count> counts = new ArrayList<>(in.remaining() / COUNT_BYTES);
        while (in.hasRemaining()) {
            int seeders = Math.max(0, in.getInt());
            int completed = Math.max(0, in.getInt());
            int leechers = Math.max(0, in.getInt());
            counts.add(new ScrapeResponse.Count(seeders, completed, leechers, Optional.empty()));
        }
        return counts;
    }
}
