package starling.peer.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.BadTorrentException;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.peer.fault.Faults;
import starling.peer.net.mse.KnownTorrents;
import starling.peer.policy.FetchPlan;
import starling.peer.storage.AtomicFile;
import starling.peer.storage.MagnetRecord;
import starling.peer.storage.MagnetRecords;
import starling.peer.storage.StoredTorrent;
import starling.peer.storage.TorrentRecord;

/** The magnet links of one client whose torrents are not known yet. */
final class Magnets implements MagnetSession.Listener {
    private static final Logger log = LoggerFactory.getLogger(Magnets.class);

    private final TorrentContext context;
    private final MagnetRecords records;
    private final KnownTorrents known;
    private final BiFunction<TorrentRecord, MagnetSession, TorrentSession> opener;
    private final Map<InfoHash, MagnetSession> magnets = new ConcurrentHashMap<>();

    /** Found once, whoever finds it at the same time. */
    private final Set<MagnetSession> becoming = ConcurrentHashMap.newKeySet();

    /**
     * @param known where encrypted calls find what they may be about
     * @param opener opens the torrent that was found, in the magnet's place, and does not start it
     */
    Magnets(
            TorrentContext context,
            MagnetRecords records,
            KnownTorrents known,
            BiFunction<TorrentRecord, MagnetSession, TorrentSession> opener) {
        this.context = context;
        this.records = records;
        this.known = known;
        this.opener = opener;
    }

    /** Those whose torrent is not there yet, by name. */
    List<MagnetSession> all() {
        return magnets.values().stream()
                .filter(magnet -> magnet.successor().isEmpty())
                .sorted(Comparator.comparing(magnet -> magnet.metainfo().name()))
                .toList();
    }

    Optional<MagnetSession> find(InfoHash infoHash) {
        return Optional.ofNullable(magnets.get(infoHash));
    }

    /** Opens a link and remembers it, or finds it where it is open; it does not start. */
    MagnetSession open(MagnetRecord record) throws IOException {
        MagnetSession opened = new MagnetSession(context, record, this);
        MagnetSession before = magnets.putIfAbsent(record.link().infoHash(), opened);
        if (before == null) {
            known.add(record.link().infoHash());
            save(opened);
        }
        return before == null ? opened : before;
    }

    /** What is removed stays removed: looking for it and writing it are one. */
    private void save(MagnetSession magnet) throws IOException {
        synchronized (records) {
            if (magnets.get(magnet.infoHash()) == magnet && !becoming.contains(magnet)) {
                records.save(magnet.record());
            }
        }
    }

    /** Opens those of earlier runs whose torrents are not known, and starts those that were not paused. */
    void continueAll() throws IOException {
        for (MagnetRecord record : records.all()) {
            if (context.records().find(record.link().infoHash()).isPresent()) {
                records.remove(record.link().infoHash());
                continue;
            }
            MagnetSession magnet = open(record);
            if (record.paused()) {
                magnet.pause();
            } else {
                magnet.start();
            }
        }
    }

    void tick(long nowNanos) {
        for (MagnetSession magnet : magnets.values()) {
            try {
                magnet.tick(nowNanos);
            } catch (RuntimeException | Error fault) {
                Faults.log(magnet.metainfo().name(), fault);
            }
        }
    }

    void remove(MagnetSession magnet, Duration most) throws IOException {
        magnets.remove(magnet.infoHash());
        known.remove(magnet.infoHash());
        magnet.close(most);
        synchronized (records) {
            records.remove(magnet.infoHash());
        }
    }

    @Override
    public void changed(MagnetSession magnet) {
        context.saveSoon(() -> saveOrWarn(magnet));
    }

    private void saveOrWarn(MagnetSession magnet) {
        try {
            save(magnet);
        } catch (IOException failed) {
            log.warn(
                    "could not save the magnet link of {}: {}",
                    magnet.metainfo().name(),
                    failed.getMessage());
        }
    }

    @Override
    public void found(MagnetSession magnet, byte[] torrent) {
        Metainfo metainfo;
        try {
            metainfo = MetainfoReader.read(torrent);
        } catch (BadTorrentException useless) {
            magnet.fail(Problem.badMetadata(useless.getMessage()));
            return;
        }
        if (magnets.get(magnet.infoHash()) != magnet || !becoming.add(magnet)) {
            return;
        }
        try {
            become(magnet, metainfo, torrent);
        } catch (RuntimeException | Error fault) {
            Faults.log(metainfo.name(), fault);
            magnet.fail(Problem.ofFault(magnet.record().folder(), fault));
        } finally {
            becoming.remove(magnet);
        }
    }

    private void become(MagnetSession magnet, Metainfo metainfo, byte[] torrent) {
        MagnetRecord record = magnet.record();
        FetchPlan plan = magnet.plan(metainfo);
        TorrentRecord found = TorrentRecord.ofNew(
                        metainfo, torrent, record.folder().toAbsolutePath().normalize())
                .withPlan(plan);
        TorrentSession next = opener.apply(found, magnet);
        try {
            context.records().save(found);
            forget(magnet.infoHash());
            keep(record.torrents(), metainfo, torrent);
        } catch (IOException failed) {
            log.warn("could not save the torrent of {}: {}", metainfo.name(), failed.getMessage());
        }
        // only now, so that one of the two can be seen at any time
        magnet.goOnAs(next, true);
        magnets.remove(magnet.infoHash(), magnet);
    }

    /** Saves it under its name; where something else has that, under its name and hash. */
    private static void keep(Path folder, Metainfo metainfo, byte[] torrent) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of(
                metainfo.name(),
                metainfo.name() + "-" + metainfo.infoHash().hex().substring(0, 8),
                metainfo.infoHash().hex())) {
            try {
                Path path = folder.resolve(name + ".torrent");
                boolean there = Files.exists(path);
                if (!there) {
                    AtomicFile.replace(path, torrent);
                }
                if (!there || StoredTorrent.isAt(path, torrent)) {
                    return;
                }
            } catch (InvalidPathException unspeakable) {
                log.debug("the file system has no name for {}", metainfo.name());
            }
        }
    }

    /** The torrent of a link that was open has come another way. */
    void found(TorrentSession torrent) {
        MagnetSession magnet = magnets.remove(torrent.metainfo().infoHash());
        if (magnet != null) {
            magnet.goOnAs(torrent, false);
            forget(magnet.infoHash());
        }
    }

    private void forget(InfoHash infoHash) {
        try {
            synchronized (records) {
                records.remove(infoHash);
            }
        } catch (IOException failed) {
            log.warn("could not forget the magnet link of {}: {}", infoHash, failed.getMessage());
        }
    }

    /** Stops all, and says goodbye. */
    void close(Duration most) {
        if (magnets.isEmpty()) {
            return;
        }
        context.saveAndWait(() -> magnets.values().forEach(this::saveOrWarn));
        List<Thread> leaving = magnets.values().stream()
                .map(magnet -> new Thread(() -> magnet.close(most), "goodbye"))
                .toList();
        leaving.forEach(Thread::start);
        try {
            for (Thread thread : leaving) {
                thread.join(2 * most.toMillis());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
