package starling.peer.net.mse;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How much a peer wants its connections encrypted. */
public enum Encryption {
    /** Never: neither called nor answered so. */
    OFF(List.of(Opening.PLAIN)),
    /** Where the other end wants it. */
    ALLOW(List.of(Opening.PLAIN, Opening.ENCRYPTED), Method.PLAIN, Method.RC4),
    /** Wherever the other end can. */
    PREFER(List.of(Opening.ENCRYPTED, Opening.PLAIN), Method.RC4, Method.PLAIN),
    /** Always, payload and all. */
    REQUIRE(List.of(Opening.ENCRYPTED), Method.RC4);

    private final List<Opening> openings;
    private final List<Method> methods;

    Encryption(List<Opening> openings, Method... methods) {
        this.openings = openings;
        this.methods = List.of(methods);
    }

    /** Whether a connection may begin so, whoever calls. */
    public boolean takes(Opening opening) {
        return openings.contains(opening);
    }

    /**
     * How to begin a call: the first, and where the other end does not speak it, the next.
     *
     * @param known how the other end was reached before
     */
    public List<Opening> openings(Optional<Opening> known) {
        return known.filter(this::takes).map(List::of).orElse(openings);
    }

    /** What is offered to a peer that we call. */
    Set<Method> offered() {
        return Set.copyOf(methods);
    }

    /** What is chosen of what a peer offers that called us. */
    Optional<Method> choice(Set<Method> theirs) {
        return methods.stream().filter(theirs::contains).findFirst();
    }
}
