/** The published .torrent files: kept under their info hashes, found by the words of their names. */
package starling.tracker.catalogue;
