/** What runs: a connection's two threads, a torrent, the client with all of them. */
package starling.peer.session;
