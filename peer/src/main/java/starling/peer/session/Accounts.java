package starling.peer.session;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.PeerId;
import starling.peer.policy.Ledger;
import starling.peer.policy.LogQuota;
import starling.peer.storage.LedgerFile;

/** The ledger of a home while a client runs. All torrents write into it once a second; its lock is taken last. */
final class Accounts {
    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final LedgerFile file;
    private final Ledger ledger;
    private final LogQuota<LedgerFile> unsaved = new LogQuota<>();
    private boolean changed;

    Accounts(LedgerFile file) {
        this.file = file;
        this.ledger = file.load();
    }

    /** What the peer gave in earlier runs and all torrents, up to now. */
    synchronized long everGaveBytes(PeerId peer) {
        return ledger.find(peer).map(Ledger.Account::gaveBytes).orElse(0L);
    }

    /** Writes down what the connection moved since it was last written down; a web seed has no account. */
    synchronized void book(PeerConnection connection, long nowSeconds) {
        Traffic traffic = connection.traffic;
        long gave = traffic.givenBytes.get();
        long took = traffic.uploadedBytes.get();
        if (connection.webSeed().isPresent()
                || gave == traffic.bookedGivenBytes && took == traffic.bookedUploadedBytes) {
            return;
        }
        ledger.add(connection.id(), gave - traffic.bookedGivenBytes, took - traffic.bookedUploadedBytes, nowSeconds);
        traffic.bookedGivenBytes = gave;
        traffic.bookedUploadedBytes = took;
        changed = true;
    }

    synchronized List<Ledger.Account> all() {
        return ledger.accounts();
    }

    /** Writes it to disk where it changed. On the thread that saves, and as the client leaves. */
    void save() {
        List<Ledger.Account> accounts;
        synchronized (this) {
            if (!changed) {
                return;
            }
            changed = false;
            accounts = ledger.accounts();
        }
        try {
            file.save(accounts);
        } catch (IOException failed) {
            unsaved.take(file, System.nanoTime())
                    .ifPresent(unsaid -> log.warn("could not save the ledger: {}", failed.getMessage()));
            synchronized (this) {
                changed = true;
            }
        }
    }
}
