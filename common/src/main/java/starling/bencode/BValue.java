package starling.bencode;

/** A bencoded value. Immutable, as long as nobody writes to the array it was read from. */
public sealed interface BValue permits BInteger, BString, BList, BDictionary {}
