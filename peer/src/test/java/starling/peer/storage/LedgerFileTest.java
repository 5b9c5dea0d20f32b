package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.PeerId;
import starling.peer.policy.Ledger;

/** What a home remembers of others, and by what others remember it. */
class LedgerFileTest {
    private static final String PREFIX = "-SG0100-";

    @TempDir
    Path home;

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        LedgerFile file = new LedgerFile(home.resolve("state").resolve("ledger"));
        Ledger ledger = new Ledger();
        Random random = new Random(4);
        for (int i = 0; i < 100; i++) {
            ledger.add(PeerId.random(PREFIX, random), random.nextInt(1 << 20), 1L << 50, i);
        }

        file.save(ledger.accounts());

        assertThat(file.load().accounts()).isEqualTo(ledger.accounts());
    }

    @Test
    void aFullLedgerIsLoaded() throws IOException {
        LedgerFile file = new LedgerFile(home.resolve("ledger"));
        Random random = new Random(5);
        Ledger ledger = new Ledger();
        for (int i = 0; i < Ledger.MOST; i++) {
            ledger.add(PeerId.random(PREFIX, random), 1, 1, i);
        }

        file.save(ledger.accounts());

        assertThat(file.load().accounts()).hasSize(Ledger.MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "de", "i1e", "le", "d5:peersi1ee", "d5:peers3:abce", "d5:peers0:e0"})
    void aDamagedOneIsBegunAnew(String content) throws IOException {
        LedgerFile file = new LedgerFile(Files.writeString(home.resolve("ledger"), content));

        assertThat(file.load().accounts()).isEmpty();
        file.save(List.of(new Ledger.Account(PeerId.random(PREFIX, new Random(1)), 1, 2, 3)));
        assertThat(file.load().accounts()).hasSize(1);
    }

    @Test
    void aHomeIsTheSameInEachRun() throws IOException {
        Path file = home.resolve("state").resolve("identity");
        Identity first = Identity.of(file, PREFIX, new Random(1));

        assertThat(Identity.of(file, PREFIX, new Random(2))).isEqualTo(first);
        assertThat(first.peerId().toString()).startsWith(PREFIX);
        Identity later = Identity.of(file, "-SG0999-", new Random(3));
        assertThat(later.peerId().toString())
                .isEqualTo("-SG0999-" + first.peerId().toString().substring(8));
        assertThat(Identity.of(home.resolve("other"), PREFIX, new Random(4))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "abcdefghijkl",
                "abcdefghijk  00000000\n",
                "abcdefghijkl 0000000g\n",
                "äbcdefghijkl 00000000\n"
            })
    void aDamagedIdentityIsMadeAnew(String content) throws IOException {
        Path file = Files.write(home.resolve("identity"), content.getBytes(StandardCharsets.ISO_8859_1));

        Identity made = Identity.of(file, PREFIX, new Random(1));

        assertThat(Identity.of(file, PREFIX, new Random(2))).isEqualTo(made);
    }
}
