/** The one place that knows whether the runtime has virtual threads. */
package starling.thread;
