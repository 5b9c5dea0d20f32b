/** Errors that nobody expected, and what becomes of the thread that meets one. */
package starling.peer.fault;
