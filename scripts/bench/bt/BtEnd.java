import bt.Bt;
import bt.TorrentClientBuilder;
import bt.data.file.FileSystemStorage;
import bt.protocol.crypto.EncryptionPolicy;
import bt.runtime.BtClient;
import bt.runtime.BtRuntime;
import bt.runtime.Config;
import bt.tracker.http.HttpTrackerModule;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One end of a transfer with the library bt on 127.0.0.1, for {@code scripts/bench/transfer.sh}. Arguments: {@code seed} or
 * {@code download}, port, folder, .torrent. A seeder says {@code ready} once it has checked its content and stays; a
 * downloader ends when all is there. They find each other by the torrent's tracker.
 */
public final class BtEnd {
    private BtEnd() {}

    public static void main(String[] args) throws Exception {
        boolean seeds = args[0].equals("seed");
        InetAddress local = InetAddress.getByName("127.0.0.1");
        Config config = new Config();
        config.setAcceptorAddress(local);
        config.setPeerAddress(local);
        config.setAcceptorPort(Integer.parseInt(args[1]));
        config.setEncryptionPolicy(EncryptionPolicy.REQUIRE_PLAINTEXT);
        config.setNumOfHashingThreads(Runtime.getRuntime().availableProcessors());
        config.setPeerDiscoveryInterval(Duration.ofSeconds(1));
        config.setTrackerQueryInterval(Duration.ofSeconds(1));
        BtRuntime runtime = BtRuntime.builder(config)
                .module(new HttpTrackerModule())
                .disableLocalServiceDiscovery()
                .disablePeerExchange()
                .build();
        TorrentClientBuilder<?> builder = Bt.client(runtime)
                .storage(new FileSystemStorage(Path.of(args[2])))
                .torrent(Path.of(args[3]).toUri().toURL());
        BtClient client = (seeds ? builder : builder.stopWhenDownloaded()).build();
        client.startAsync(
                        state -> {
                            if (seeds && state.getPiecesRemaining() == 0) {
                                System.out.println("ready");
                            }
                        },
                        500)
                .join();
        System.exit(0);
    }
}
