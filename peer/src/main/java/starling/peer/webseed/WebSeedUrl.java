package starling.peer.webseed;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import starling.metainfo.Metainfo;

/**
 * The address of a web seed, and where each file of a torrent is below it (BEP 19): a torrent of several files lies in a
 * folder of its name; a single file lies at the address itself, or below it where that ends with a slash.
 */
final class WebSeedUrl {
    /** What stands in a URL for itself, beside letters and digits; the per cent sign where it begins an escape. */
    private static final String IN_URL = "-._~:/?[]@!$&'()*+,;=";

    private static final String IN_NAME = "-._~";

    private final URI base;
    private final Metainfo metainfo;

    /** @throws WebSeedException where no file can be had there; says why */
    WebSeedUrl(String written, Metainfo metainfo) throws WebSeedException {
        this.metainfo = metainfo;
        int fragment = written.indexOf('#');
        String url = fragment < 0 ? written : written.substring(0, fragment);
        try {
            this.base = URI.create(escapedUrl(url.strip()));
        } catch (IllegalArgumentException noUrl) {
            throw new WebSeedException("it is no URL", noUrl);
        }
        String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new WebSeedException("only http and https servers are asked");
        }
        if (base.getHost() == null || base.getRawUserInfo() != null) {
            throw new WebSeedException("its URL names no host, or a password");
        }
        if (base.getRawQuery() != null
                && (!metainfo.singleFile() || base.getRawPath().endsWith("/"))) {
            throw new WebSeedException("its URL has a query, behind which no file can be named");
        }
    }

    URI base() {
        return base;
    }

    boolean isSecured() {
        return base.getScheme().equalsIgnoreCase("https");
    }

    int port() {
        return base.getPort() >= 0 ? base.getPort() : isSecured() ? 443 : 80;
    }

    /** Where the file is, counted from 0. */
    URI file(int index) {
        boolean folder = base.getRawPath().endsWith("/");
        if (metainfo.singleFile() && !folder && !base.getRawPath().isEmpty()) {
            return base;
        }
        StringBuilder url = new StringBuilder(base.toString());
        if (!folder) {
            url.append('/');
        }
        url.append(escapedName(metainfo.name()));
        if (!metainfo.singleFile()) {
            metainfo.files().get(index).path().forEach(part -> url.append('/').append(escapedName(part)));
        }
        return URI.create(url.toString());
    }

    private static String escapedUrl(String url) {
        byte[] bytes = url.getBytes(StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean begins = bytes[i] == '%'
                    && i + 2 < bytes.length
                    && Character.digit(bytes[i + 1], 16) >= 0
                    && Character.digit(bytes[i + 2], 16) >= 0;
            append(escaped, bytes[i], begins || isPlain(bytes[i], IN_URL));
        }
        return escaped.toString();
    }

    private static String escapedName(String name) {
        StringBuilder escaped = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            append(escaped, b, isPlain(b, IN_NAME));
        }
        return escaped.toString();
    }

    private static boolean isPlain(byte b, String others) {
        return b > 0 && (Character.isLetterOrDigit(b) || others.indexOf(b) >= 0);
    }

    private static void append(StringBuilder escaped, byte b, boolean plain) {
        if (plain) {
            escaped.append((char) b);
        } else {
            escaped.append(String.format("%%%02X", b));
        }
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
