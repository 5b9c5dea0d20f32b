/** Who may ask, how often, and for which torrents. */
package starling.tracker.admission;
