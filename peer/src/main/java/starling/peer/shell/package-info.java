/** What people see and say: the command line, the shell, the texts. */
package starling.peer.shell;
