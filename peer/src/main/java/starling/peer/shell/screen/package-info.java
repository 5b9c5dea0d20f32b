/** What is drawn in place on a terminal. */
package starling.peer.shell.screen;
