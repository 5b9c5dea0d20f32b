/** Where peers come from, and what is known of the endpoints that were named. */
package starling.peer.discovery;
