package starling.peer.discovery;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import starling.announce.Endpoint;

/** The address that others see us at, once enough of those who tell us agree on it (BEP 10, 42). */
public final class ExternalAddress {
    private static final int MOST_VOTES = 32;

    private final int enough;
    private final Map<ByteBuffer, InetAddress> votes = new LinkedHashMap<>();
    private Optional<InetAddress> agreed = Optional.empty();

    /** @param enough how many must agree, and be more than half */
    public ExternalAddress(int enough) {
        this.enough = enough;
    }

    /** Where all agree, which nobody need do on a local network. */
    public Optional<InetAddress> agreed() {
        return agreed;
    }

    /** Counts what a node or peer says, the owner of an address once; whether another address is agreed on now than before. */
    public boolean vote(Endpoint voter, InetAddress claimed) {
        boolean sameFamily = voter.address().getClass() == claimed.getClass();
        if (!sameFamily || Addresses.isLocal(claimed) || Addresses.isLocal(voter.address())) {
            return false;
        }
        ByteBuffer owner = Addresses.owner(voter);
        votes.remove(owner);
        if (votes.size() == MOST_VOTES) {
            votes.remove(votes.keySet().iterator().next());
        }
        votes.put(owner, claimed);
        long same = votes.values().stream().filter(claimed::equals).count();
        if (same < enough || 2 * same <= votes.size() || agreed.equals(Optional.of(claimed))) {
            return false;
        }
        agreed = Optional.of(claimed);
        return true;
    }
}
