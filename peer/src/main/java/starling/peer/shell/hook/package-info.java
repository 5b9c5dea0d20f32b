/** Programs that people want run when something happens. */
package starling.peer.shell.hook;
