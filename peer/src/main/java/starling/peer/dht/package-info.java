/** The distributed hash table (BEP 5, 32, 42, 43): finds peers where no tracker is. */
package starling.peer.dht;
