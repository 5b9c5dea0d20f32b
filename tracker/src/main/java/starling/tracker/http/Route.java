package starling.tracker.http;

import java.io.IOException;

/**
 * Which requests go where.
 *
 * @param path the whole path, or what it starts with where it ends in a slash and is longer than one
 * @param maxBodyBytes a longer body is refused before it is read
 * @param quick whether the answer is had from memory without waiting for anything, and short
 */
public record Route(String method, String path, long maxBodyBytes, boolean quick, Handler handler) {
    /** Enough for whoever sends a body that no one asked for. */
    static final long SMALL_BODY_BYTES = 64 * 1024;

    Route(String method, String path, Handler handler) {
        this(method, path, SMALL_BODY_BYTES, false, handler);
    }

    /** Answers a request. */
    @FunctionalInterface
    public interface Handler {
        /**
         * @throws HttpException for an answer with an error status
         * @throws IOException where the body cannot be read; the connection is closed then
         */
        HttpResponse handle(HttpRequest request) throws IOException;

        /** Whether what is at that path is answered from memory, in few bytes, without waiting for anything. */
        default boolean isQuick(String path) {
            return false;
        }
    }

    public static Route get(String path, Handler handler) {
        return new Route("GET", path, handler);
    }

    static Route quickGet(String path, Handler handler) {
        return new Route("GET", path, SMALL_BODY_BYTES, true, handler);
    }

    public static Route put(String path, long maxBodyBytes, Handler handler) {
        return new Route("PUT", path, maxBodyBytes, false, handler);
    }

    boolean takesPath(String asked) {
        boolean folder = path.length() > 1 && path.endsWith("/");
        return folder ? asked.startsWith(path) : asked.equals(path);
    }

    /** Whoever answers GET answers HEAD. */
    boolean takesMethod(String asked) {
        return asked.equals(method) || asked.equals("HEAD") && method.equals("GET");
    }
}
