package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
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

    /** Makes one with the addresses above; where that is not permitted the test is skipped and says so. */
    static Namespace make(Stage stage) {
        Namespace namespace = empty(stage);
        PREFIXES.forEach(prefix -> namespace.ip("address add " + prefix + " dev lo"));
        return namespace;
    }

    /** Makes one with a loopback interface alone. */
    static Namespace empty(Stage stage) {
        Foreign.program("ip");
        Foreign.program("nsenter");
        // the shell holds it open and ends with its stdin, even where the test is killed
        Running holder = stage.start("namespace", Foreign.program("unshare"), "--net", "sh", "-c", "echo ready && cat");
        boolean made = holder.saysOrEnds("ready");
        assumeTrue(made, "network namespaces are not permitted here (root may): " + holder.err());
        Namespace namespace = new Namespace(stage, holder.pid());
        namespace.ip("link set lo up");
        return namespace;
    }

    /** Joins two by a wire: each has an interface {@code eth0} then. */
    void join(Namespace other) {
        ip("link add eth0 type veth peer name eth0 netns " + other.holderPid);
        ip("link set eth0 up");
        other.ip("link set eth0 up");
    }

    /** Runs the program of this name in it; the words stand with one space between them. */
    void ip(String words) {
        List<String> command = new ArrayList<>(List.of(Foreign.program("ip")));
        command.addAll(List.of(words.split(" ")));
        Running ip = host("").start("ip", command);
        assertThat(ip.awaitExit()).as(ip::transcript).isZero();
    }

    /** One of its addresses, and the way in. */
    Host host(String address) {
        return new Host(stage, List.of(Foreign.program("nsenter"), "--net=/proc/" + holderPid + "/ns/net"), address);
    }
}
