package starling.peer.shell.table;

import java.util.Optional;

/**
 * Who this peer is, and how much it may move.
 *
 * @param id and address of this peer; empty where it does not run
 * @param tracker the announce URL of the peer's own, whether a torrent has it or none does
 * @param maxDownload and maxUpload in bytes a second; 0 is no limit
 */
public record Header(String id, String address, Optional<String> tracker, long maxDownload, long maxUpload) {}
