package starling.tracker.http;

import java.time.Duration;

/**
 * What one client may cost the server.
 *
 * @param maxHeaderBytes all header lines together
 * @param maxConnections beyond it the connection that has waited longest gives way to a new one
 * @param requestTime from a request's first byte to its last; a body has more, by its length
 * @param idleTime between requests
 * @param responseTime from the end of a request to the last byte of its answer
 */
public record HttpLimits(
        int maxRequestLineBytes,
        int maxHeaders,
        int maxHeaderBytes,
        long maxBodyBytes,
        int maxConnections,
        Duration requestTime,
        Duration idleTime,
        Duration responseTime) {
    public static final HttpLimits DEFAULT = new HttpLimits(
            8 * 1024,
            64,
            16 * 1024,
            64 * 1024,
            4_096,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30));

    public HttpLimits withTimes(Duration requestTime, Duration idleTime, Duration responseTime) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaders,
                maxHeaderBytes,
                maxBodyBytes,
                maxConnections,
                requestTime,
                idleTime,
                responseTime);
    }

    /** For a server with a route that takes more than others; each {@link Route} has its own bound below this one. */
    public HttpLimits withMaxBodyBytes(long maxBodyBytes) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaders,
                maxHeaderBytes,
                maxBodyBytes,
                maxConnections,
                requestTime,
                idleTime,
                responseTime);
    }

    public HttpLimits withMaxConnections(int maxConnections) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaders,
                maxHeaderBytes,
                maxBodyBytes,
                maxConnections,
                requestTime,
                idleTime,
                responseTime);
    }
}
