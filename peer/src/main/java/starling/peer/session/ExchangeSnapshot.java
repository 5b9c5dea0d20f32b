package starling.peer.session;

import java.util.List;
import starling.wire.Bitfield;

/**
 * The trade in one torrent at one moment.
 *
 * @param have a copy
 * @param downloadedBytes and uploadedBytes since the torrent was opened, blocks only
 */
record ExchangeSnapshot(
        Bitfield have, long leftBytes, long downloadedBytes, long uploadedBytes, List<PeerSnapshot> peers) {}
