package starling.peer.shell.text;

/** What a command ends with. The README and {@code help} show the same table. */
public enum ExitCode {
    DONE(0, "done"),
    UNKNOWN(1, "something else went wrong"),
    USAGE(2, "the command was not understood"),
    NOT_FOUND(3, "no such file, torrent or folder"),
    BAD_DATA(4, "not a torrent, or content that does not match its torrent"),
    NETWORK(6, "the network failed, or a port is in use"),
    UNFINISHED(7, "left with downloads unfinished"),
    DISK_FULL(9, "the disk is full"),
    WOULD_OVERWRITE(13, "something else is already there and would be overwritten");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
