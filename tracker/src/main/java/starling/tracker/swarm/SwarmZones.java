package starling.tracker.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import starling.announce.AnnouncedPeer;
import starling.announce.CompactPeers;

/** A swarm's peers that can be dialled, by what decides who is told of them: seed or not, IPv4 or IPv6. */
final class SwarmZones {
    private static final int ZONES = 4;
    private static final int FIRST_OF_SEEDS = 2;

    /** Named to one that may be no seed: enough to get all that there is. */
    private static final int FEW_SEEDS = 10;

    private static final byte[] NONE = {};

    private final PeerZone[] zones = new PeerZone[ZONES];

    void add(PeerRecord record) {
        if (record.endpoint.port() != 0) {
            int zone = index(record);
            if (zones[zone] == null) {
                zones[zone] = new PeerZone(record.endpoint.isIpv6());
            }
            zones[zone].add(record);
        }
    }

    void remove(PeerRecord record) {
        if (record.endpoint.port() != 0) {
            zones[index(record)].remove(record);
        }
    }

    private static int index(PeerRecord record) {
        return (record.isSeed() ? FIRST_OF_SEEDS : 0) + (record.endpoint.isIpv6() ? 1 : 0);
    }

    /**
     * Every peer that may be named is as likely as any other, whatever zone it stands in. Seeds are not told of seeds,
     * except of a few where there is room and it is not sure that the asker is one.
     */
    List<AnnouncedPeer> draw(SwarmAnnounce announce, PeerRecord asker, RandomGenerator random) {
        int[] drawn = draw(0, asker.isSeed() ? FIRST_OF_SEEDS : ZONES, announce.wantedPeers(), announce, asker, random);
        if (asker.isSeed() && announce.mayKnowNothing()) {
            int room = announce.wantedPeers() - IntStream.of(drawn).sum();
            int[] seeds = draw(FIRST_OF_SEEDS, ZONES, Math.min(FEW_SEEDS, room), announce, asker, random);
            for (int zone = FIRST_OF_SEEDS; zone < ZONES; zone++) {
                drawn[zone] = seeds[zone];
            }
        }
        return announce.withIds() ? withIds(drawn, asker) : packed(drawn, asker, random);
    }

    /** Of the zones from the one to before the other. */
    private int[] draw(int first, int end, int most, SwarmAnnounce announce, PeerRecord asker, RandomGenerator random) {
        int[] candidates = new int[ZONES];
        int total = 0;
        for (int zone = first; zone < end; zone++) {
            candidates[zone] = candidates(zone, announce, asker);
            total += candidates[zone];
        }
        if (total <= most) {
            return candidates;
        }
        putLast(asker);
        return shuffle(candidates, total, most, random);
    }

    private int candidates(int zone, SwarmAnnounce announce, PeerRecord asker) {
        PeerZone peers = zones[zone];
        if (peers == null || !announce.families().includes(peers.isIpv6())) {
            return 0;
        }
        return holds(zone, asker) ? peers.size() - 1 : peers.size();
    }

    private static boolean holds(int zone, PeerRecord record) {
        return record.endpoint.port() != 0 && index(record) == zone;
    }

    private void putLast(PeerRecord asker) {
        if (asker.endpoint.port() != 0) {
            zones[index(asker)].putLast(asker);
        }
    }

    /** Brings as many as are wanted to the front of their zones, and says how many of each. */
    private int[] shuffle(int[] candidates, int total, int most, RandomGenerator random) {
        int[] drawn = new int[ZONES];
        for (int i = 0; i < most; i++) {
            int ticket = random.nextInt(total - i);
            int zone = 0;
            while (ticket >= candidates[zone] - drawn[zone]) {
                ticket -= candidates[zone] - drawn[zone];
                zone++;
            }
            zones[zone].draw(drawn[zone], candidates[zone], random);
            drawn[zone]++;
        }
        return drawn;
    }

    private CompactPeers packed(int[] drawn, PeerRecord asker, RandomGenerator random) {
        return CompactPeers.of(packed(drawn, false, asker, random), packed(drawn, true, asker, random));
    }

    /** Seeds first, as they have the most to give. */
    private byte[] packed(int[] drawn, boolean ipv6, PeerRecord asker, RandomGenerator random) {
        int leechers = ipv6 ? 1 : 0;
        int seeds = leechers + FIRST_OF_SEEDS;
        int peers = drawn[leechers] + drawn[seeds];
        if (peers == 0) {
            return NONE;
        }
        byte[] packed = new byte[peers * CompactPeers.strideBytes(ipv6)];
        int end = 0;
        for (int zone : new int[] {seeds, leechers}) {
            if (drawn[zone] > 0) {
                boolean allOthers = holds(zone, asker) && drawn[zone] == zones[zone].size() - 1;
                end = allOthers
                        ? zones[zone].copyAllBut(asker, packed, end)
                        : zones[zone].copy(drawn[zone], packed, end, random);
            }
        }
        return packed;
    }

    private List<AnnouncedPeer> withIds(int[] drawn, PeerRecord asker) {
        putLast(asker);
        List<AnnouncedPeer> peers = new ArrayList<>();
        for (int zone = 0; zone < ZONES; zone++) {
            for (int position = 0; position < drawn[zone]; position++) {
                PeerRecord record = zones[zone].record(position);
                peers.add(new AnnouncedPeer(record.endpoint.endpoint(), Optional.of(record.id())));
            }
        }
        return peers;
    }
}
