package starling.peer.shell;

import java.util.OptionalInt;
import picocli.CommandLine.Option;
import starling.peer.session.Partnership;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;

/** How many partners each torrent has, and whether they know us again. */
final class PartnershipOptions {
    private static final int MOST_SLOTS = 1000;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description =
                    "Upload to N peers at once a torrent, and one more for trial; as many as fill the rate unless given.")
    private Integer slots;

    @Option(names = "--anonymous", description = "Call yourself otherwise in each run: no peer knows you again.")
    private boolean anonymous;

    Partnership partnership() {
        if (slots != null && (slots < 1 || slots > MOST_SLOTS)) {
            throw new CommandFailure(ExitCode.USAGE, "--slots must be 1 to " + MOST_SLOTS);
        }
        return new Partnership(slots == null ? OptionalInt.empty() : OptionalInt.of(slots), anonymous);
    }
}
