package starling.tracker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;

/** The swarms and peers of a benchmark: the same ones in every run, spread evenly, every third peer a seed. */
record Population(int swarms, int peers) {
    static final int NUM_WANT = 50;

    private static final int FIRST_PORT = 1_024;

    List<InfoHash> infoHashes() {
        List<InfoHash> infoHashes = new ArrayList<>(swarms);
        for (int swarm = 0; swarm < swarms; swarm++) {
            infoHashes.add(infoHash(swarm));
        }
        return infoHashes;
    }

    private static InfoHash infoHash(int swarm) {
        SplittableRandom random = new SplittableRandom(swarm);
        byte[] bytes = new byte[InfoHash.LENGTH];
        random.nextBytes(bytes);
        return InfoHash.of(bytes);
    }

    /** The announce of that peer; all are on one address, so the port tells them apart. */
    AnnounceRequest announce(int peer) {
        return new AnnounceRequest(
                infoHash(peer % swarms),
                PeerId.of(String.format("-XX0001-%012d", peer).getBytes()),
                FIRST_PORT + peer,
                0,
                0,
                OptionalLong.of(peer / swarms % 3 == 0 ? 0 : 1_000_000),
                AnnounceEvent.UPDATE,
                OptionalInt.of(NUM_WANT),
                true,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
