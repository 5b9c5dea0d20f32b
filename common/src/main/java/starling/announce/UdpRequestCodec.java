package starling.announce;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import starling.metainfo.InfoHash;

/** The datagrams that a peer sends to a tracker (BEP 15, 41), written and read; big-endian throughout. */
public final class UdpRequestCodec {
    public static final int CONNECT = 0;
    public static final int ANNOUNCE = 1;
    public static final int SCRAPE = 2;

    /** Stands where the connection id will, while there is none yet. */
    public static final long PROTOCOL_ID = 0x41727101980L;

    /** Connection id, action, transaction id; a whole connect request. */
    public static final int HEADER_BYTES = 16;

    /** An announce without options. */
    public static final int ANNOUNCE_BYTES = 98;

    /** As many info hashes as fit a datagram that no network splits. */
    public static final int MAX_SCRAPE = 74;

    /** What a receiver has to have room for; no request is longer. */
    public static final int MAX_BYTES = 2_048;

    private static final int MAX_OPTION_BYTES = 255;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOTHING = 1;
    private static final int OPTION_URL_DATA = 2;

    private UdpRequestCodec() {}

    /**
     * Appends the request.
     *
     * @throws java.nio.BufferOverflowException where there is less room than {@link #MAX_BYTES} and it needs more
     * @throws IllegalArgumentException where a scrape asks for none or too many, or the URL data is too long
     */
    public static void write(UdpRequest request, ByteBuffer out) {
        if (request instanceof UdpRequest.Connect connect) {
            header(PROTOCOL_ID, CONNECT, connect.transactionId(), out);
        } else if (request instanceof UdpRequest.Announce announce) {
            header(announce.connectionId(), ANNOUNCE, announce.transactionId(), out);
            writeAnnounce(announce.request(), out);
            writeUrlData(announce.urlData().orElse("").getBytes(StandardCharsets.UTF_8), out);
        } else if (request instanceof UdpRequest.Scrape scrape) {
            int hashes = scrape.infoHashes().size();
            if (hashes == 0 || hashes > MAX_SCRAPE) {
                throw new IllegalArgumentException("a scrape asks for 1 to " + MAX_SCRAPE + ", not " + hashes);
            }
            header(scrape.connectionId(), SCRAPE, scrape.transactionId(), out);
            scrape.infoHashes().forEach(infoHash -> out.put(infoHash.bytes()));
        }
    }

    private static void header(long connectionId, int action, int transactionId, ByteBuffer out) {
        out.putLong(connectionId).putInt(action).putInt(transactionId);
    }

    private static void writeAnnounce(AnnounceRequest request, ByteBuffer out) {
        out.put(request.infoHash().bytes()).put(request.peerId().bytes());
        out.putLong(request.downloadedBytes());
        out.putLong(request.leftBytes().orElse(-1));
        out.putLong(request.uploadedBytes());
        out.putInt(
                switch (request.event()) {
                    case UPDATE -> 0;
                    case COMPLETED -> 1;
                    case STARTED -> 2;
                    case STOPPED -> 3;
                });
        boolean claimsIpv4 = request.claimedAddress().orElse(null) instanceof Inet4Address;
        out.put(claimsIpv4 ? request.claimedAddress().get().getAddress() : new byte[4]);
        out.putInt(request.key().map(UdpRequestCodec::keyBits).orElse(0));
        out.putInt(request.numWant().orElse(-1));
        out.putShort((short) request.port());
    }

    /** The key is text in HTTP and four bytes here: eight hexadecimal digits stay themselves. */
    private static int keyBits(String key) {
        try {
            return HexFormat.fromHexDigits(key);
        } catch (IllegalArgumentException notHexadecimal) {
            return key.hashCode();
        }
    }

    private static void writeUrlData(byte[] data, ByteBuffer out) {
        if (data.length > MAX_BYTES / 2) {
            throw new IllegalArgumentException("a URL of " + data.length + " bytes does not fit an announce");
        }
        for (int at = 0; at < data.length; at += MAX_OPTION_BYTES) {
            int length = Math.min(MAX_OPTION_BYTES, data.length - at);
            out.put((byte) OPTION_URL_DATA).put((byte) length).put(data, at, length);
        }
    }

    /**
     * Reads what remains of the buffer.
     *
     * @throws AnnounceException where it is no request, or one that cannot be answered; says why
     */
    public static UdpRequest read(ByteBuffer in) throws AnnounceException {
        if (in.remaining() < HEADER_BYTES) {
            throw new AnnounceException("a request has 16 bytes or more");
        }
        if (in.remaining() > MAX_BYTES) {
            throw new AnnounceException("the request is too long");
        }
        long connectionId = in.getLong();
        int action = in.getInt();
        int transactionId = in.getInt();
        switch (action) {
            case CONNECT:
                if (connectionId != PROTOCOL_ID) {
                    throw new AnnounceException("not this protocol");
                }
                return new UdpRequest.Connect(transactionId);
            case ANNOUNCE:
                if (in.remaining() < ANNOUNCE_BYTES - HEADER_BYTES) {
                    throw new AnnounceException("an announce has 98 bytes or more");
                }
                AnnounceRequest request = readAnnounce(in);
                return new UdpRequest.Announce(connectionId, transactionId, request, readUrlData(in));
            case SCRAPE:
                return new UdpRequest.Scrape(connectionId, transactionId, readInfoHashes(in));
            default:
                throw new AnnounceException("no such action");
        }
    }

    private static AnnounceRequest readAnnounce(ByteBuffer in) throws AnnounceException {
        byte[] infoHash = new byte[InfoHash.LENGTH];
        byte[] peerId = new byte[PeerId.LENGTH];
        in.get(infoHash).get(peerId);
        long downloadedBytes = count(in.getLong(), "downloaded");
        long leftBytes = count(in.getLong(), "left");
        long uploadedBytes = count(in.getLong(), "uploaded");
        AnnounceEvent event = event(in.getInt());
        byte[] claimed = new byte[4];
        int claimedBits = in.getInt(in.position());
        in.get(claimed);
        Optional<InetAddress> claimedAddress =
                claimedBits == 0 ? Optional.empty() : Optional.of(CompactPeers.address(claimed));
        int key = in.getInt();
        int numWant = in.getInt();
        int port = Short.toUnsignedInt(in.getShort());
        return new AnnounceRequest(
                InfoHash.of(infoHash),
                PeerId.of(peerId),
                port,
                Math.max(0, uploadedBytes),
                Math.max(0, downloadedBytes),
                leftBytes < 0 ? OptionalLong.empty() : OptionalLong.of(leftBytes),
                event,
                numWant < 0 ? OptionalInt.empty() : OptionalInt.of(numWant),
                true,
                true,
                key == 0 ? Optional.empty() : Optional.of(HexFormat.of().toHexDigits(key)),
                Optional.empty(),
                claimedAddress);
    }

    /** As over HTTP, -1 is what some clients send for “I do not know”. */
    private static long count(long value, String name) throws AnnounceException {
        if (value < -1) {
            throw new AnnounceException(name + " must be a number");
        }
        return value;
    }

    /** An unknown event is an update, as over HTTP: clients send numbers of their own for a download that is paused. */
    private static AnnounceEvent event(int number) {
        switch (number) {
            case 1:
                return AnnounceEvent.COMPLETED;
            case 2:
                return AnnounceEvent.STARTED;
            case 3:
                return AnnounceEvent.STOPPED;
            default:
                return AnnounceEvent.UPDATE;
        }
    }

    private static Optional<String> readUrlData(ByteBuffer in) throws AnnounceException {
        ByteArrayOutputStream url = null;
        while (in.hasRemaining()) {
            int type = in.get() & 0xff;
            if (type == OPTION_END) {
                break;
            }
            if (type == OPTION_NOTHING) {
                continue;
            }
            int length = in.hasRemaining() ? in.get() & 0xff : -1;
            if (length < 0 || length > in.remaining()) {
                throw new AnnounceException("an option is cut short");
            }
            byte[] data = new byte[length];
            in.get(data);
            if (type == OPTION_URL_DATA) {
                url = url == null ? new ByteArrayOutputStream() : url;
                url.writeBytes(data);
            }
        }
        return Optional.ofNullable(url).map(bytes -> bytes.toString(StandardCharsets.UTF_8));
    }

    private static List<InfoHash> readInfoHashes(ByteBuffer in) throws AnnounceException {
        int hashes = in.remaining() / InfoHash.LENGTH;
        if (in.remaining() % InfoHash.LENGTH != 0 || hashes == 0) {
            throw new AnnounceException("a scrape has 20 bytes for each info hash");
        }
        if (hashes > MAX_SCRAPE) {
            throw new AnnounceException("a scrape asks for " + MAX_SCRAPE + " at most");
        }
        List<InfoHash> infoHashes = new ArrayList<>(hashes);
        for (int i = 0; i < hashes; i++) {
            byte[] infoHash = new byte[InfoHash.LENGTH];
            in.get(infoHash);
            infoHashes.add(InfoHash.of(infoHash));
        }
        return infoHashes;
    }
}
