/** Where the values of options come from: files, the environment, the command line. */
package starling.peer.shell.config;
