/** Servers that give a torrent's content over HTTP (BEP 19), spoken to as if they were peers. */
package starling.peer.webseed;
