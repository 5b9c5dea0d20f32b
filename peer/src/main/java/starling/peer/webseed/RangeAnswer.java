package starling.peer.webseed;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * The head of an answer to a request for a part of a file (RFC 9110, 14).
 *
 * @param contentLength of the body; below 0 where it is not said
 */
record RangeAnswer(
        int status,
        Optional<String> contentRange,
        long contentLength,
        Optional<String> contentEncoding,
        Optional<String> retryAfter) {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,5}");

    static RangeAnswer of(ClassicHttpResponse response) {
        return new RangeAnswer(
                response.getCode(),
                header(response, "Content-Range"),
                response.getEntity() == null ? 0 : response.getEntity().getContentLength(),
                header(response, "Content-Encoding"),
                header(response, "Retry-After"));
    }

    private static Optional<String> header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return Optional.ofNullable(header).map(Header::getValue).map(String::strip);
    }

    /**
     * Whether the body is what was asked for. The whole file counts where all of it was asked for.
     *
     * @param fileLength as the torrent says
     * @throws WebSeedException where it is not
     */
    void check(FilePart asked, long fileLength) throws WebSeedException {
        if (status == 206) {
            checkRange(asked, fileLength);
        } else if (status != 200) {
            throw WebSeedException.ofStatus(
                    status,
                    retryAfter
                            .filter(text -> SECONDS.matcher(text).matches())
                            .map(text -> Duration.ofSeconds(Long.parseLong(text))));
        } else if (asked.length() != fileLength) {
            throw new WebSeedException("it sends whole files where a part was asked for");
        }
        if (contentEncoding
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .isPresent()) {
            throw new WebSeedException("it sends another coding than was asked for: " + contentEncoding.get());
        }
        if (contentLength >= 0 && contentLength != asked.length()) {
            throw new WebSeedException(
                    "it sends " + contentLength + " bytes where " + asked.length() + " were asked for");
        }
    }

    private void checkRange(FilePart asked, long fileLength) throws WebSeedException {
        Matcher range = RANGE.matcher(contentRange.orElse(""));
        if (!range.matches()) {
            throw new WebSeedException("it does not say which part of the file it sends");
        }
        if (Long.parseLong(range.group(1)) != asked.from()
                || Long.parseLong(range.group(2)) != asked.from() + asked.length() - 1) {
            throw new WebSeedException("it sends another part of the file than was asked for");
        }
        if (!range.group(3).equals("*") && Long.parseLong(range.group(3)) != fileLength) {
            throw new WebSeedException("its file has " + range.group(3) + " bytes, the torrent's has " + fileLength);
        }
    }
}
