/** SSL torrents: connections over TLS alone, between peers whose certificates the torrent's own authority signed. */
package starling.peer.net.tls;
