package starling.peer.portmap;

/** What a port is a port of. */
enum Transport {
    TCP(6),
    UDP(17);

    /** The number of the protocol on top of IP. */
    final int number;

    Transport(int number) {
        this.number = number;
    }
}
