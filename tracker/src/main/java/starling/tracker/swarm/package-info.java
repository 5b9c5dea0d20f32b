/** Who shares what: one swarm a torrent, the store that holds them, and what a tracker answers (BEP 3, 7, 23, 24, 48). */
package starling.tracker.swarm;
