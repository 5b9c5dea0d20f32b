package starling.peer.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;

/** A network namespace with addresses that are not of loopback. It is gone when the test's programs are. */
final class Namespace {
    /** Addresses in it, all of its one interface. */
    static final String OURS = "10.77.0.1";

    static final String THEIRS = "10.77.0.2";
    static final String OTHERS = "10.77.0.3";
    static final String OURS_IPV6 = "fd00:77::1";
    static final String THEIRS_IPV6 = "fd00:77::2";
    static final String OTHERS_IPV6 = "fd00:77::3";
    private static final List<String> PREFIXES = List.of(
            OURS + "/32",
            THEIRS + "/32",
            OTHERS + "/32",
            OURS_IPV6 + "/128",
            THEIRS_IPV6 + "/128",
            OTHERS_IPV6 + "/128");

    private final Stage stage;
    private final long holderPid;

    private Namespace(Stage stage, long holderPid) {
        this.stage = stage;
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
                "for a in " + String.join(" ", PREFIXES) + "; do " + ip + " address add $a dev lo || exit 1; done; "
                        + ip + " link set lo up && echo ready && cat");
        boolean made = holder.saysOrEnds("ready");
        assumeTrue(made, "network namespaces are not permitted here (root may): " + holder.err());
        return new Namespace(stage, holder.pid());
    }

    /** One of its addresses, and the way in. */
    Host host(String address) {
        return new Host(stage, List.of(Foreign.program("nsenter"), "--net=/proc/" + holderPid + "/ns/net"), address);
    }
}
