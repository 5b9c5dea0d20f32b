package starling.peer.shell.table;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.metainfo.PieceLayout;
import starling.metainfo.TorrentBuilder;
import starling.peer.discovery.TrackerStatus;
import starling.peer.net.Protection;
import starling.peer.policy.FetchPlan;
import starling.peer.session.CheckProgress;
import starling.peer.session.MetadataProgress;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.Problem;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.wire.Bitfield;

/** Transfers that are not running anywhere. */
public final class TableSamples {
    public static final long TOTAL_BYTES = 100 << 20;
    private static final int PIECE_BYTES = 1 << 20;

    private TableSamples() {}

    public static Metainfo metainfo(String name) {
        try {
            PieceLayout layout = new PieceLayout(TOTAL_BYTES, PIECE_BYTES);
            return MetainfoReader.read(new TorrentBuilder(
                            name,
                            layout,
                            new byte[20 * layout.pieceCount()],
                            List.of(new FileEntry(List.of(name), TOTAL_BYTES, 0)),
                            true,
                            List.of(),
                            List.of(),
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())
                    .build());
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A torrent of 100 pieces of a MiB, of which so many are there. */
    public static TorrentSnapshot torrent(String name, TorrentState state, int have, List<PeerSnapshot> peers) {
        return torrent(name, state, have, peers, List.of());
    }

    public static TorrentSnapshot torrent(
            String name, TorrentState state, int have, List<PeerSnapshot> peers, List<TrackerStatus> trackers) {
        Metainfo metainfo = metainfo(name);
        Bitfield bits = new Bitfield(metainfo.layout().pieceCount());
        for (int piece = 0; piece < have; piece++) {
            bits.set(piece);
        }
        return new TorrentSnapshot(
                metainfo,
                Path.of("downloads"),
                state,
                state == TorrentState.FAILED
                        ? Optional.of(new Problem(Problem.Kind.DISK_FULL, "the disk is full"))
                        : Optional.empty(),
                new CheckProgress(TOTAL_BYTES / 4, 5 << 20),
                0,
                bits,
                FetchPlan.ALL,
                TOTAL_BYTES,
                TOTAL_BYTES - (long) have * PIECE_BYTES,
                100,
                TOTAL_BYTES / 3,
                peers,
                trackers,
                Optional.empty());
    }

    /** A magnet link whose torrent is not known yet. */
    public static TorrentSnapshot magnet(String name, MetadataProgress progress, List<PeerSnapshot> peers) {
        return new TorrentSnapshot(
                metainfo(name),
                Path.of("downloads"),
                TorrentState.METADATA,
                Optional.empty(),
                CheckProgress.NONE,
                0,
                new Bitfield(1),
                FetchPlan.ALL,
                Math.max(1, progress.totalBytes()),
                Math.max(1, progress.totalBytes()) - progress.haveBytes(),
                0,
                0,
                peers,
                List.of(),
                Optional.of(progress));
    }

    private static Endpoint endpoint(String address, int port) {
        try {
            return new Endpoint(InetAddress.getByName(address), port);
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static PeerId id(String tail) {
        return PeerId.of(
                ("-XX0000-000000000000".substring(0, 20 - tail.length()) + tail).getBytes(StandardCharsets.US_ASCII));
    }

    /** One that gives, or would. */
    public static PeerSnapshot from(
            String address,
            int port,
            String id,
            PeerSnapshot.Role role,
            long rate,
            int piece,
            int percent,
            boolean chokes) {
        return new PeerSnapshot(
                endpoint(address, port),
                id(id),
                Optional.of("Other 1"),
                true,
                Protection.NONE,
                role,
                50,
                rate,
                0,
                0,
                0,
                piece < 0 ? OptionalInt.empty() : OptionalInt.of(piece),
                percent,
                OptionalInt.empty(),
                0,
                chokes,
                true,
                true,
                false);
    }

    /** One that takes, or would. */
    public static PeerSnapshot to(
            String address,
            int port,
            String id,
            PeerSnapshot.Role role,
            long rate,
            int piece,
            int percent,
            boolean choked) {
        return new PeerSnapshot(
                endpoint(address, port),
                id(id),
                Optional.empty(),
                false,
                Protection.RC4,
                role,
                50,
                0,
                rate,
                0,
                0,
                OptionalInt.empty(),
                0,
                piece < 0 ? OptionalInt.empty() : OptionalInt.of(piece),
                percent,
                true,
                false,
                choked,
                true);
    }

    public static TrackerStatus tracker(String url, TrackerStatus.State state, String error) {
        return new TrackerStatus(url, state, Optional.ofNullable(error), Optional.empty(), 2, 3, 4);
    }
}
