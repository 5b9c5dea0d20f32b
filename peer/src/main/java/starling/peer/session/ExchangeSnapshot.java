package starling.peer.session;

import starling.wire.Bitfield;

/**
 * The trade in one torrent at one moment.
 *
 * @param have a copy
 * @param leftBytes of the pieces that are wanted and missing
 * @param missingBytes of all pieces that are missing, wanted or not
 * @param downloadedBytes and uploadedBytes since the torrent was opened, blocks only
 * @param serving whether someone who may ask for blocks wants some
 */
record ExchangeSnapshot(
        Bitfield have, long leftBytes, long missingBytes, long downloadedBytes, long uploadedBytes, boolean serving) {}
