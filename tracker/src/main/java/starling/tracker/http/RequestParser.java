package starling.tracker.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the head of a request (RFC 9112). Strict where a lenient reading could make two programs see two different
 * requests: no folded headers, no blank before a colon, one length at most and no transfer coding.
 */
final class RequestParser {
    private static final int MAX_BLANK_LINES = 2;
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final HttpLimits limits;

    RequestParser(HttpLimits limits) {
        this.limits = limits;
    }

    /**
     * @throws HttpException where the request is to be answered with an error
     * @throws EOFException where the connection ends inside it
     */
    HttpRequest parse(InputStream in, InetAddress source) throws IOException {
        String line = "";
        for (int blank = 0; line.isEmpty(); blank++) {
            if (blank > MAX_BLANK_LINES) {
                throw new HttpException(400, "no request line");
            }
            line = readLine(in, limits.maxRequestLineBytes(), 414, "request line too long");
        }
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !isToken(words[0])) {
            throw new HttpException(400, "not a request line");
        }
        int minorVersion = minorVersion(words[2]);
        String target = originForm(words[1]);
        HttpHeaders headers = readHeaders(in);
        int hosts = headers.all("host").size();
        if (hosts > 1 || hosts == 0 && minorVersion > 0) {
            throw new HttpException(400, "one Host is needed");
        }
        RequestBody body = new RequestBody(in, contentLength(headers));
        int question = target.indexOf('?');
        return new HttpRequest(
                words[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                minorVersion,
                headers,
                source,
                body);
    }

    private static int minorVersion(String version) throws HttpException {
        if (version.length() != 8
                || !version.startsWith("HTTP/")
                || !isDigit(version.charAt(5))
                || version.charAt(6) != '.'
                || !isDigit(version.charAt(7))) {
            throw new HttpException(400, "not a request line");
        }
        if (version.charAt(5) != '1') {
            throw new HttpException(505, "this is an HTTP/1.1 server");
        }
        return version.charAt(7) == '0' ? 0 : 1;
    }

    /** The path and query of a target; a proxy's form of it names the host first. */
    private static String originForm(String target) throws HttpException {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                throw new HttpException(400, "control character in the request line");
            }
        }
        if (target.startsWith("/") || target.equals("*")) {
            return target;
        }
        if (target.regionMatches(true, 0, "http://", 0, 7)) {
            int path = target.indexOf('/', 7);
            int query = target.indexOf('?', 7);
            if (path >= 0 && (query < 0 || path < query)) {
                return target.substring(path);
            }
            return query < 0 ? "/" : "/" + target.substring(query);
        }
        throw new HttpException(400, "the target is no path");
    }

    private HttpHeaders readHeaders(InputStream in) throws IOException {
        List<HttpHeaders.Field> fields = new ArrayList<>();
        int budget = limits.maxHeaderBytes();
        while (true) {
            String line = readLine(in, budget, 431, "headers too long");
            if (line.isEmpty()) {
                return new HttpHeaders(fields);
            }
            budget -= line.length();
            if (fields.size() == limits.maxHeaders()) {
                throw new HttpException(431, "too many headers");
            }
            int colon = line.indexOf(':');
            if (colon < 0 || !isToken(line.substring(0, colon))) {
                throw new HttpException(400, "not a header");
            }
            String value = line.substring(colon + 1).strip();
            if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
                throw new HttpException(400, "control character in a header");
            }
            fields.add(new HttpHeaders.Field(line.substring(0, colon), value));
        }
    }

    private long contentLength(HttpHeaders headers) throws HttpException {
        if (!headers.all("transfer-encoding").isEmpty()) {
            throw new HttpException(400, "transfer codings are not taken: send a Content-Length");
        }
        List<String> lengths = headers.all("content-length");
        if (lengths.isEmpty()) {
            return 0;
        }
        String digits = lengths.get(0);
        if (lengths.size() > 1 || !digits.matches("[0-9]{1," + MAX_LENGTH_DIGITS + "}")) {
            throw new HttpException(400, "no usable Content-Length");
        }
        long length = Long.parseLong(digits);
        if (length > limits.maxBodyBytes()) {
            throw new HttpException(413, "the body is longer than " + limits.maxBodyBytes() + " bytes");
        }
        return length;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> isDigit(c)
                                || c >= 'A' && c <= 'Z'
                                || c >= 'a' && c <= 'z'
                                || TOKEN_MARKS.indexOf(c) >= 0);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** A line without its end, a character a byte. */
    private static String readLine(InputStream in, int maxBytes, int statusIfLonger, String ifLonger)
            throws IOException {
        StringBuilder line = new StringBuilder(128);
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the request ends too early");
            }
            if (b == '\n') {
                int end = line.length();
                if (end > 0 && line.charAt(end - 1) == '\r') {
                    line.setLength(end - 1);
                }
                return line.toString();
            }
            if (line.length() >= maxBytes) {
                throw new HttpException(statusIfLonger, ifLonger);
            }
            line.append((char) b);
        }
    }
}
