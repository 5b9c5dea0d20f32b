/** The tracker as a program: its command line, its parts put together, its ordered stop. */
package starling.tracker;
