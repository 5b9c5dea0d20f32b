/** What the tracker shows to people and programs beside the tracker protocol. */
package starling.tracker.web;
