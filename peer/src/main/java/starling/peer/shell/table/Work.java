package starling.peer.shell.table;

/** Hashing of a file that is no torrent yet, as far as it has come. */
public record Work(String name, long doneBytes, long totalBytes, long bytesPerSecond) {}
