package starling.tracker.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import starling.announce.AnnouncedPeer;
import starling.announce.CompactPeers;

/** A swarm's peers that can be dialled, by what decides who is told of them: seed or not, IPv4 or IPv6. */
final class SwarmZones {
    private static final int ZONES = 4;
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
        return (record.isSeed() ? 2 : 0) + (record.endpoint.isIpv6() ? 1 : 0);
    }

    /** Every peer that may be named is as likely as any other, whatever zone it stands in. */
    List<AnnouncedPeer> draw(SwarmAnnounce announce, PeerRecord asker, RandomGenerator random) {
        int[] candidates = new int[ZONES];
        int total = 0;
        for (int zone = 0; zone < ZONES; zone++) {
            candidates[zone] = candidates(zone, announce, asker);
            total += candidates[zone];
        }
        int[] drawn = total <= announce.wantedPeers() ? candidates : shuffle(candidates, total, announce, random);
        return announce.withIds() ? withIds(drawn) : packed(drawn, random);
    }

    private int candidates(int zone, SwarmAnnounce announce, PeerRecord asker) {
        PeerZone peers = zones[zone];
        boolean seedsToASeed = zone >= 2 && asker.isSeed();
        if (peers == null || seedsToASeed || !announce.families().includes(peers.isIpv6())) {
            return 0;
        }
        if (asker.endpoint.port() == 0 || index(asker) != zone) {
            return peers.size();
        }
        peers.putLast(asker);
        return peers.size() - 1;
    }

    /** Brings as many as are wanted to the front of their zones, and says how many of each. */
    private int[] shuffle(int[] candidates, int total, SwarmAnnounce announce, RandomGenerator random) {
        int[] drawn = new int[ZONES];
        for (int i = 0; i < announce.wantedPeers(); i++) {
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

    private CompactPeers packed(int[] drawn, RandomGenerator random) {
        return CompactPeers.of(packed(drawn, false, random), packed(drawn, true, random));
    }

    /** Seeds first, as they have the most to give. */
    private byte[] packed(int[] drawn, boolean ipv6, RandomGenerator random) {
        int leechers = ipv6 ? 1 : 0;
        int seeds = leechers + 2;
        int peers = drawn[leechers] + drawn[seeds];
        if (peers == 0) {
            return NONE;
        }
        byte[] packed = new byte[peers * CompactPeers.strideBytes(ipv6)];
        int end = 0;
        for (int zone : new int[] {seeds, leechers}) {
            if (drawn[zone] > 0) {
                end = zones[zone].copy(drawn[zone], packed, end, random);
            }
        }
        return packed;
    }

    private List<AnnouncedPeer> withIds(int[] drawn) {
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
