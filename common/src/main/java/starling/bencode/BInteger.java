package starling.bencode;

/** A bencoded integer that fits 64 bits. */
public record BInteger(long value) implements BValue {}
