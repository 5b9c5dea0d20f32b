/** The live table: drawn from snapshots as lines, without a terminal. */
package starling.peer.shell.table;
