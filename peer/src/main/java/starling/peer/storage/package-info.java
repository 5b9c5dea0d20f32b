/** A torrent's content on disk, and what is remembered of a torrent between runs. */
package starling.peer.storage;
