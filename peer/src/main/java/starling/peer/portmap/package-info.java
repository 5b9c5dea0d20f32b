/** Asks the router to let calls from outside through to us: PCP, NAT-PMP and UPnP IGD. */
package starling.peer.portmap;
