package starling.peer.session;

import java.nio.file.Path;
import starling.peer.fault.Faults;
import starling.peer.storage.StorageException;

/**
 * Why a torrent cannot go on.
 *
 * @param message for a person: what is wrong and what to do, in one line
 */
public record Problem(Kind kind, String message) {
    static Problem differs(Path content, int missing, int pieces) {
        return new Problem(
                Kind.CONTENT_DIFFERS,
                content + " does not match the torrent: " + missing + " of " + pieces
                        + " pieces differ or are missing");
    }

    static Problem wouldOverwrite(Path content) {
        return new Problem(
                Kind.WOULD_OVERWRITE, content + " is there and is something else: move it away, or use another --home");
    }

    static Problem badMetadata(String why) {
        return new Problem(Kind.BAD_METADATA, "what the magnet link leads to cannot be used: " + why);
    }

    static Problem ofDisk(Path content, StorageException failed) {
        return failed.isDiskFull()
                ? new Problem(
                        Kind.DISK_FULL, "the disk is full: make room for " + content + ", or resume when there is")
                : new Problem(Kind.DISK_FAILED, "cannot read or write " + content + ": " + failed.getMessage());
    }

    static Problem ofFault(Path content, Throwable fault) {
        return new Problem(Kind.FAULT, content + " stopped, resume it to go on: " + Faults.say(fault));
    }

    static Problem untrusted(String why) {
        return new Problem(Kind.UNTRUSTED, why);
    }

    /** Whether what failed is our own, disk or program, and may do better the next time. */
    boolean isOurs() {
        return kind == Kind.DISK_FULL || kind == Kind.DISK_FAILED || kind == Kind.FAULT;
    }

    /** What kind of trouble, for exit codes. */
    public enum Kind {
        CONTENT_DIFFERS,
        BAD_METADATA,
        WOULD_OVERWRITE,
        /** An SSL torrent, for which we have no certificate that fits. */
        UNTRUSTED,
        /** It goes on by itself once there is room. */
        DISK_FULL,
        /** It goes on when a person says so. */
        DISK_FAILED,
        /** Too little memory, or an error of our own. It goes on when a person says so. */
        FAULT
    }
}
