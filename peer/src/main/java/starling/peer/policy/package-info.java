/** Pure decisions: who gets a slot, what is asked for, how much at once. No I/O, no threads; the time is an argument. */
package starling.peer.policy;
