/** Ways to another peer: byte streams that are dialled or accepted. */
package starling.peer.net;
