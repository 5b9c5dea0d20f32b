/** An HTTP/1.1 server on blocking sockets (RFC 9110, RFC 9112), and the tracker's announce and scrape on it. */
package starling.tracker.http;
