package starling.peer.net.mse;

import java.nio.channels.ByteChannel;
import starling.metainfo.InfoHash;

/**
 * What a key exchange ends in.
 *
 * @param channel the handshake and all that follows
 * @param infoHash the torrent that both ends know of
 */
public record EncryptedStream(ByteChannel channel, Method method, InfoHash infoHash) {}
