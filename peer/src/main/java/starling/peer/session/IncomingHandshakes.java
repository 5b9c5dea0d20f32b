package starling.peer.session;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import starling.peer.net.Link;

/**
 * Who called and has not said yet which torrent it is about. A bounded number: the one that has taken longest makes room
 * for the next, so that those who never speak keep nobody out.
 */
final class IncomingHandshakes {
    static final int MOST = 200;

    private final Set<Link> waiting = new LinkedHashSet<>();

    void enter(Link link) {
        Optional<Link> slowest;
        synchronized (waiting) {
            slowest = waiting.size() < MOST ? Optional.empty() : removeFirst();
            waiting.add(link);
        }
        slowest.ifPresent(Link::close);
    }

    private Optional<Link> removeFirst() {
        Iterator<Link> inOrder = waiting.iterator();
        Link first = inOrder.next();
        inOrder.remove();
        return Optional.of(first);
    }

    void leave(Link link) {
        synchronized (waiting) {
            waiting.remove(link);
        }
    }
}
