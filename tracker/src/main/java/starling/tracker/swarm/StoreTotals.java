package starling.tracker.swarm;

/**
 * A store counted up. The numbers are read one after the other while announces go on.
 *
 * @param completed finished downloads of the swarms that are still known
 */
public record StoreTotals(long swarms, long seeders, long leechers, long completed) {}
