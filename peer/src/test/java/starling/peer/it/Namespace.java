package starling.peer.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;

/** A network namespace with addresses that are not of loopback. It is gone when the test's programs are. */
final class Namespace {
    /** Addresses in it, all of its one interface. */
    static final String OURS = "10.77.0.1";

    static final String THEIRS = "10.77.0.2";

    private final long holderPid;

    private Namespace(long holderPid) {
        this.holderPid = holderPid;
    }

    /** Makes one; where that is not permitted the test is skipped and says so. */
    static Namespace make(Stage stage) {
        String ip = Foreign.program("ip");
        Foreign.program("nsenter");
        // the shell holds it open and ends with its stdin, even where the test is killed
        Running holder = stage.start(
                "namespace",
                Foreign.program("unshare"),
                "--net",
                "sh",
                "-c",
                ip + " link set lo up && " + ip + " address add " + OURS + "/32 dev lo && " + ip + " address add "
                        + THEIRS + "/32 dev lo && echo ready && cat");
        boolean made = holder.saysOrEnds("ready");
        assumeTrue(made, "network namespaces are not permitted here (root may): " + holder.err());
        return new Namespace(holder.pid());
    }

    /** The words that start a program in it. */
    List<String> enter() {
        return new ArrayList<>(List.of(Foreign.program("nsenter"), "--net=/proc/" + holderPid + "/ns/net"));
    }
}
