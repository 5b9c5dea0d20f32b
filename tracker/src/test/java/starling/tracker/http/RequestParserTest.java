package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
    private static final String HOST = "Host: t\r\n";
    private static final HttpLimits LIMITS = HttpLimits.DEFAULT;

    private static HttpRequest parse(String text) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
        return new RequestParser(LIMITS).parse(new ConnectionInput(in), InetAddress.getLoopbackAddress(), false);
    }

    private static Arguments row(String what, int status, String request) {
        return Arguments.of(what, status, request);
    }

    static Stream<Arguments> refused() {
        String get = "GET / HTTP/1.1\r\n";
        return Stream.of(
                row("nothing but blank lines", 400, "\r\n\r\n\r\n\r\n\r\n"),
                row("HTTP/0.9", 400, "GET /\r\n\r\n"),
                row("two blanks", 400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                row("a blank in the target", 400, "GET /a b HTTP/1.1\r\n" + HOST + "\r\n"),
                row("a blank after the version", 400, "GET / HTTP/1.1 \r\n" + HOST + "\r\n"),
                row("a tab between", 400, "GET\t/\tHTTP/1.1\r\n" + HOST + "\r\n"),
                row("no method", 400, " / HTTP/1.1\r\n" + HOST + "\r\n"),
                row("a method that is no token", 400, "G@T / HTTP/1.1\r\n" + HOST + "\r\n"),
                row("a TLS greeting", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\n"),
                row("a BitTorrent handshake", 400, "\u0013BitTorrent protocol\n"),
                row("no path", 400, "GET announce HTTP/1.1\r\n" + HOST + "\r\n"),
                row("another scheme", 400, "GET ftp://t/ HTTP/1.1\r\n" + HOST + "\r\n"),
                row("NUL in the target", 400, "GET /\0 HTTP/1.1\r\n" + HOST + "\r\n"),
                row("CR in the target", 400, "GET /\r/ HTTP/1.1\r\n" + HOST + "\r\n"),
                row("DEL in the target", 400, "GET /\u007f HTTP/1.1\r\n" + HOST + "\r\n"),
                row("lower-case version", 400, "GET / http/1.1\r\n" + HOST + "\r\n"),
                row("long version", 400, "GET / HTTP/1.10\r\n" + HOST + "\r\n"),
                row("version of letters", 400, "GET / HTTP/a.b\r\n" + HOST + "\r\n"),
                row("HTTP/2", 505, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
                row("HTTP/2 preface", 505, "PRI * HTTP/2.0\r\n\r\n"),
                row("no Host", 400, get + "\r\n"),
                row("two Hosts", 400, get + HOST + HOST + "\r\n"),
                row("a header without a colon", 400, get + HOST + "Accept\r\n\r\n"),
                row("a header without a name", 400, get + HOST + ": x\r\n\r\n"),
                row("a blank before the colon", 400, get + HOST + "Accept : x\r\n\r\n"),
                row("a folded header", 400, get + HOST + "Accept: x\r\n y\r\n\r\n"),
                row("NUL in a header", 400, get + HOST + "Accept: \0\r\n\r\n"),
                row("CR in a header", 400, get + HOST + "Accept: a\rb\r\n\r\n"),
                row("a transfer coding", 400, get + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row(
                        "both a coding and a length",
                        400,
                        get + HOST + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n"),
                row("two lengths", 400, get + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
                row("a negative length", 400, get + HOST + "Content-Length: -1\r\n\r\n"),
                row("a signed length", 400, get + HOST + "Content-Length: +1\r\n\r\n"),
                row("a length in hexadecimal", 400, get + HOST + "Content-Length: 0x1\r\n\r\n"),
                row("a list of lengths", 400, get + HOST + "Content-Length: 1, 1\r\n\r\n"),
                row("an empty length", 400, get + HOST + "Content-Length:\r\n\r\n"),
                row("a length past 64 bits", 400, get + HOST + "Content-Length: 99999999999999999999\r\n\r\n"),
                row("a body too long", 413, get + HOST + "Content-Length: 999999999999\r\n\r\n"),
                row("a request line too long", 414, "GET /" + "a".repeat(LIMITS.maxRequestLineBytes())),
                row("a header too long", 431, get + "A: " + "a".repeat(LIMITS.maxHeaderBytes())),
                row("headers too long together", 431, get + ("A: " + "a".repeat(1_000) + "\r\n").repeat(17)),
                row("too many headers", 431, get + "A: a\r\n".repeat(LIMITS.maxHeaders() + 1)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void refused(String what, int status, String request) {
        assertThatThrownBy(() -> parse(request))
                .isInstanceOfSatisfying(
                        HttpException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: t\r\n"})
    void aRequestThatEndsEarlyIsNoRequest(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @MethodSource
    void targets(String target, String path, String query) throws IOException {
        HttpRequest request = parse("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.query()).isEqualTo(query);
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                Arguments.of("/", "/", ""),
                Arguments.of("/announce?a=b&c", "/announce", "a=b&c"),
                Arguments.of("/a?b?c", "/a", "b?c"),
                Arguments.of("/?", "/", ""),
                Arguments.of("/%2e%2E/x?%00", "/%2e%2E/x", "%00"),
                Arguments.of("http://t:12000/announce?x=1", "/announce", "x=1"),
                Arguments.of("HTTP://t", "/", ""),
                Arguments.of("http://t?x=/1", "/", "x=/1"),
                Arguments.of("*", "*", ""),
                Arguments.of("/x?\u0080\u00ff\u00e9", "/x", "\u0080\u00ff\u00e9"));
    }

    @Test
    void aRequestAtTheLimitIsRead() throws IOException {
        String path = "/" + "a".repeat(LIMITS.maxRequestLineBytes() - "GET / HTTP/1.1\r".length());
        assertThat(parse("GET " + path + " HTTP/1.1\r\n" + HOST + "A: a\r\n".repeat(LIMITS.maxHeaders() - 1) + "\r\n")
                        .path())
                .isEqualTo(path);
    }

    @Test
    void blankLinesBeforeAndBareLineFeedsAreTaken() throws IOException {
        HttpRequest request = parse("\r\n\nGET /x HTTP/1.1\nHost:t\nX-Y:  z \t\n\n");
        assertThat(request.path()).isEqualTo("/x");
        assertThat(request.headers().first("x-y")).contains("z");
    }

    @Test
    void aBodyEndsWhereItsLengthSays() throws IOException {
        HttpRequest request = parse("PUT /x HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabcGET /");
        assertThat(request.body().readAllBytes()).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
        assertThat(request.body().remainingBytes()).isZero();
    }

    @Test
    void aBodyThatEndsEarlyIsAnError() throws IOException {
        HttpRequest request = parse("PUT /x HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nab");
        assertThatThrownBy(() -> request.body().readAllBytes()).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void keepAlive(String headAfterTarget, boolean keepsAlive) throws IOException {
        assertThat(parse("GET / " + headAfterTarget + "\r\n").keepsAlive()).isEqualTo(keepsAlive);
    }

    static Stream<Arguments> keepAlive() {
        return Stream.of(
                Arguments.of("HTTP/1.0\r\n", false),
                Arguments.of("HTTP/1.0\r\nConnection: Keep-Alive\r\n", true),
                Arguments.of("HTTP/1.1\r\n" + HOST, true),
                Arguments.of("HTTP/1.1\r\n" + HOST + "Connection: close\r\n", false),
                Arguments.of("HTTP/1.1\r\n" + HOST + "Connection: Upgrade, CLOSE\r\n", false),
                Arguments.of("HTTP/1.9\r\n" + HOST, true));
    }
}
