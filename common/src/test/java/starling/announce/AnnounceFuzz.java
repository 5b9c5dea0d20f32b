package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import starling.metainfo.InfoHash;
import starling.testing.Allocation;

class AnnounceFuzz {
    @FuzzTest
    void udpRequest(byte[] input) throws Exception {
        bounded(input, () -> {
            UdpRequest request = UdpRequestCodec.read(ByteBuffer.wrap(input));
            ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_BYTES + UdpRequestCodec.MAX_BYTES);
            UdpRequestCodec.write(withoutLongUrl(request), out);
            assertThat(UdpRequestCodec.read(out.flip())).isEqualTo(withoutLongUrl(request));
        });
    }

    /** What is written has a bound of its own, below that of what is read. */
    private static UdpRequest withoutLongUrl(UdpRequest request) {
        return request instanceof UdpRequest.Announce announce
                ? new UdpRequest.Announce(
                        announce.connectionId(),
                        announce.transactionId(),
                        announce.request(),
                        announce.urlData().filter(url -> !url.isEmpty() && url.length() < 300))
                : request;
    }

    @FuzzTest
    void udpAnswer(byte[] input) throws Exception {
        for (boolean ipv6 : new boolean[] {false, true}) {
            bounded(input, () -> {
                UdpAnswer answer = UdpAnswerCodec.read(ByteBuffer.wrap(input), ipv6);
                ByteBuffer out = ByteBuffer.allocate(UdpAnswerCodec.MAX_BYTES + input.length);
                UdpAnswerCodec.write(answer, ipv6, out);
                if (!(answer instanceof UdpAnswer.Failed)) {
                    assertThat(UdpAnswerCodec.read(out.flip(), ipv6)).isEqualTo(answer);
                }
            });
        }
    }

    @FuzzTest
    void query(byte[] input) throws Exception {
        bounded(input, () -> {
            QueryString query = QueryString.parse(new String(input, StandardCharsets.ISO_8859_1));
            HttpScrape.readQuery(query);
            AnnounceRequest request = HttpAnnounceQuery.read(query);
            String written = HttpAnnounceQuery.write(request);
            assertThat(HttpAnnounceQuery.read(QueryString.parse(written))).isEqualTo(request);
        });
    }

    @FuzzTest
    void answer(byte[] input) throws Exception {
        bounded(input, () -> {
            AnnounceResponse answer = HttpAnnounceAnswer.read(input);
            if (answer instanceof AnnounceResponse.Swarm swarm) {
                assertThat(swarm.interval().toSeconds()).isBetween(1L, HttpAnnounceAnswer.MAX_INTERVAL_SECONDS);
                assertThat(swarm.peers())
                        .allSatisfy(peer -> assertThat(peer.endpoint().port()).isBetween(0, 65535));
            }
            // what cannot be said, such as half a minute, is rounded when it is written the first time
            AnnounceResponse said = HttpAnnounceAnswer.read(HttpAnnounceAnswer.write(answer, IN_LONG_FORM));
            assertThat(HttpAnnounceAnswer.read(HttpAnnounceAnswer.write(said, IN_LONG_FORM)))
                    .isEqualTo(said);
            if (answer instanceof AnnounceResponse.Swarm swarm) {
                assertThat(said)
                        .isEqualTo(withPeers(
                                swarm,
                                swarm.peers().stream()
                                        .filter(peer -> peer.endpoint().port() > 0)
                                        .toList()));
            }
        });
    }

    private static final AnnounceRequest IN_LONG_FORM = new AnnounceRequest(
            InfoHash.parse("0123456789012345678901234567890123456789"),
            PeerId.of("-XX0001-000000000000".getBytes(StandardCharsets.US_ASCII)),
            1,
            0,
            0,
            OptionalLong.empty(),
            AnnounceEvent.UPDATE,
            OptionalInt.empty(),
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static AnnounceResponse.Swarm withPeers(AnnounceResponse.Swarm swarm, List<AnnouncedPeer> peers) {
        return new AnnounceResponse.Swarm(
                swarm.interval(),
                swarm.minInterval(),
                swarm.seeders(),
                swarm.leechers(),
                swarm.completed(),
                peers,
                swarm.warning(),
                swarm.trackerId(),
                swarm.externalAddress(),
                swarm.pieceMapBytes());
    }

    @FuzzTest
    void scrape(byte[] input) throws Exception {
        bounded(input, () -> {
            ScrapeResponse answer = HttpScrape.read(input);
            assertThat(HttpScrape.read(HttpScrape.write(answer))).isEqualTo(answer);
        });
    }

    @FuzzTest
    void pieceMap(byte[] input) throws Exception {
        bounded(input, () -> {
            PieceMap map = PieceMap.unpack(input);
            assertThat(map.count()).isLessThanOrEqualTo(map.pieces());
            byte[] packed = PieceMap.pack(map.bitfield(), map.pieces(), 1 << 20).orElseThrow();
            assertThat(PieceMap.unpack(packed).bitfield()).isEqualTo(map.bitfield());
        });
    }

    @FuzzTest
    void finding(byte[] input) throws Exception {
        bounded(input, () -> {
            TrackerHere here = TrackerHere.read(input);
            assertThat(TrackerHere.read(here.write())).isEqualTo(here);
        });
        bounded(input, () -> TrackerQuestion.read(input));
    }

    @FuzzTest
    void localAnnounce(byte[] input) throws Exception {
        bounded(input, () -> {
            LocalAnnounce announce = LocalAnnounce.read(input);
            byte[] written = announce.write(false);
            if (written.length <= LocalAnnounce.MAX_BYTES) {
                assertThat(LocalAnnounce.read(written)).isEqualTo(announce);
            }
        });
    }

    private static void bounded(byte[] input, Allocation.Parse parse) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                parse.run();
            } catch (AnnounceException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }
}
