/** How things are said: numbers, names, JSON, failures and their exit codes, and where output goes. */
package starling.peer.shell.text;
