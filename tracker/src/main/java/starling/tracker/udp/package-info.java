/** The tracker protocol over UDP (BEP 15): what is asked before an address is proven costs next to nothing. */
package starling.tracker.udp;
