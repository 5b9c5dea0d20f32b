package starling.metainfo;

/** The address of a tracker as people write it, and as torrents made by hand carry it. */
public final class AnnounceUrl {
    public static final int DEFAULT_PORT = 12000;

    private AnnounceUrl() {}

    /**
     * A URL: what names a scheme stays as it is; {@code host}, {@code host:port} and {@code host:port/path} mean HTTP,
     * port {@value #DEFAULT_PORT} and {@code /announce} where those are left out.
     */
    public static String of(String written) {
        String text = written.strip();
        int slash = text.indexOf('/');
        if (slash > 1 && text.startsWith("://", slash - 1)) {
            return text;
        }
        String host = slash < 0 ? text : text.substring(0, slash);
        String path = slash < 0 || slash == text.length() - 1 ? "/announce" : text.substring(slash);
        boolean bareIpv6 = !host.startsWith("[") && host.indexOf(':') != host.lastIndexOf(':');
        if (bareIpv6) {
            host = "[" + host + "]";
        }
        if (host.endsWith(":")) {
            host = host.substring(0, host.length() - 1);
        }
        boolean port = host.indexOf(':', host.lastIndexOf(']') + 1) >= 0;
        return "http://" + host + (port ? "" : ":" + DEFAULT_PORT) + path;
    }
}
