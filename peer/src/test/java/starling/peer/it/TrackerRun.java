package starling.peer.it;

import java.util.regex.Matcher;

/** Our tracker while it runs. */
record TrackerRun(Running program, String announceUrl, int port) {
    static TrackerRun of(Running program) {
        Matcher says = program.awaitOut("(http://127\\.0\\.0\\.1:(\\d+)/announce)");
        return new TrackerRun(program, says.group(1), Integer.parseInt(says.group(2)));
    }
}
