package starling.peer.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import starling.announce.PeerId;

/**
 * What each peer gave us and took from us, in all runs and torrents. It keeps the peers that moved most; where it is full,
 * those that moved least make room, the longest unseen first. Not safe for several threads.
 */
public final class Ledger {
    /** How many peers it keeps. */
    public static final int MOST = 10_000;

    /**
     * One peer.
     *
     * @param lastSeconds when bytes last went either way, in seconds since 1970
     */
    public record Account(PeerId peer, long gaveBytes, long tookBytes, long lastSeconds) {
        private long moved() {
            return gaveBytes + tookBytes;
        }
    }

    private final Map<PeerId, Account> accounts = new HashMap<>();

    public Ledger() {}

    public Ledger(List<Account> accounts) {
        accounts.forEach(account -> this.accounts.put(account.peer(), account));
        makeRoom();
    }

    public Optional<Account> find(PeerId peer) {
        return Optional.ofNullable(accounts.get(peer));
    }

    /** Bytes went to and fro; a peer that moved none is not written down. */
    public void add(PeerId peer, long gaveBytes, long tookBytes, long nowSeconds) {
        if (gaveBytes == 0 && tookBytes == 0) {
            return;
        }
        accounts.merge(
                peer,
                new Account(peer, gaveBytes, tookBytes, nowSeconds),
                (before, more) -> new Account(
                        peer,
                        before.gaveBytes() + more.gaveBytes(),
                        before.tookBytes() + more.tookBytes(),
                        nowSeconds));
        makeRoom();
    }

    /** All accounts, whoever gave most first. */
    public List<Account> accounts() {
        List<Account> sorted = new ArrayList<>(accounts.values());
        sorted.sort(Comparator.comparingLong(Account::gaveBytes)
                .thenComparingLong(Account::tookBytes)
                .reversed()
                .thenComparing(Account::peer));
        return sorted;
    }

    /** A tenth at once, so that it is not sorted for each newcomer. */
    private void makeRoom() {
        if (accounts.size() <= MOST) {
            return;
        }
        List<Account> least = new ArrayList<>(accounts.values());
        least.sort(Comparator.comparingLong(Account::moved).thenComparingLong(Account::lastSeconds));
        for (Account account : least.subList(0, accounts.size() - MOST + MOST / 10)) {
            accounts.remove(account.peer());
        }
    }
}
