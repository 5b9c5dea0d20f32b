package starling.tracker.http;

import java.io.EOFException;
import java.io.IOException;
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
    HttpRequest parse(ConnectionInput in, InetAddress source, boolean secure) throws IOException {
        String line = "";
        for (int blank = 0; line.isEmpty(); blank++) {
            if (blank > MAX_BLANK_LINES) {
                throw new HttpException(400, "no request line");
            }
            line = in.readLine(limits.maxRequestLineBytes(), 414, "request line too long");
        }
        int afterMethod = line.indexOf(' ');
        int afterTarget = line.indexOf(' ', afterMethod + 1);
        String method = line.substring(0, Math.max(0, afterMethod));
        if (afterTarget < 0 || !isToken(method)) {
            throw new HttpException(400, "not a request line");
        }
        int minorVersion = minorVersion(line.substring(afterTarget + 1));
        String target = originForm(line.substring(afterMethod + 1, afterTarget));
        HttpHeaders headers = readHeaders(in);
        int hosts = headers.all("host").size();
        if (hosts > 1 || hosts == 0 && minorVersion > 0) {
            throw new HttpException(400, "one Host is needed");
        }
        RequestBody body = new RequestBody(in, contentLength(headers));
        int question = target.indexOf('?');
        return new HttpRequest(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                minorVersion,
                headers,
                source,
                secure,
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

    private HttpHeaders readHeaders(ConnectionInput in) throws IOException {
        List<HttpHeaders.Field> fields = new ArrayList<>();
        int budget = limits.maxHeaderBytes();
        while (true) {
            String line = in.readLine(budget, 431, "headers too long");
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
            if (hasControl(value)) {
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

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            if (!letter && !isDigit(c) && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
