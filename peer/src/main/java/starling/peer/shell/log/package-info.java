/** The log of a home. */
package starling.peer.shell.log;
