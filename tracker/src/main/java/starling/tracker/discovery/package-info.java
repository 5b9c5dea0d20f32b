/** Answers to peers on the LAN that look for a tracker. */
package starling.tracker.discovery;
