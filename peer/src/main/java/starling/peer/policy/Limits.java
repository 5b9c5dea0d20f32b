package starling.peer.policy;

/** What may go in and out a second, in bytes; 0 is no limit. */
public record Limits(long downloadBytesPerSecond, long uploadBytesPerSecond) {
    public static final Limits NONE = new Limits(0, 0);

    public Limits withDownload(long bytesPerSecond) {
        return new Limits(bytesPerSecond, uploadBytesPerSecond);
    }

    public Limits withUpload(long bytesPerSecond) {
        return new Limits(downloadBytesPerSecond, bytesPerSecond);
    }
}
