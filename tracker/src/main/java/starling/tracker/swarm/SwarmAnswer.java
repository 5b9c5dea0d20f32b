package starling.tracker.swarm;

import java.util.List;
import starling.announce.AnnouncedPeer;

/**
 * The swarm as the asker is shown it.
 *
 * @param seeders peers that have everything, the asker counted
 * @param leechers peers that miss something, the asker counted
 * @param completed how many have finished the download
 * @param peers others, chosen at random
 */
public record SwarmAnswer(int seeders, int leechers, int completed, List<AnnouncedPeer> peers) {}
