package starling.peer.shell.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.metainfo.FileEntry;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.metainfo.PieceLayout;
import starling.metainfo.TorrentBuilder;
import starling.peer.session.CheckProgress;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.storage.TorrentRecord;
import starling.wire.Bitfield;

/** Programs that run when a download is complete. */
class CompletionHookTest {
    @TempDir
    Path root;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private Path state;
    private Path ran;

    @BeforeEach
    void folders() throws IOException {
        state = Files.createDirectories(root.resolve("state"));
        ran = Files.createDirectories(root.resolve("ran"));
    }

    private CompletionHook hook(String... lines) throws IOException {
        List<String> script = new ArrayList<>(List.of("#!/bin/sh"));
        script.addAll(List.of(lines));
        Path program = Files.write(root.resolve("the program.sh"), script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new CompletionHook(List.of(program.toString(), "a word; $(more)", ran.toString()), state, said::add);
    }

    private TorrentSnapshot torrent(String name, TorrentState now, boolean complete) {
        try {
            PieceLayout layout = new PieceLayout(100, 16_384);
            byte[] bytes = new TorrentBuilder(
                            name,
                            layout,
                            new byte[InfoHash.LENGTH],
                            List.of(new FileEntry(List.of(name), 100, 0)),
                            true,
                            List.of(),
                            List.of(),
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())
                    .build();
            Metainfo metainfo = MetainfoReader.read(bytes);
            TorrentSnapshot recorded =
                    TorrentSnapshot.of(TorrentRecord.ofNew(metainfo, bytes, root.resolve("downloads")));
            Bitfield have = new Bitfield(1);
            if (complete) {
                have.set(0);
            }
            return new TorrentSnapshot(
                    metainfo,
                    recorded.folder(),
                    now,
                    Optional.empty(),
                    CheckProgress.NONE,
                    0,
                    have,
                    recorded.plan(),
                    100,
                    complete ? 0 : 100,
                    100,
                    7,
                    List.of(),
                    List.of(),
                    Optional.empty());
        } catch (IOException never) {
            throw new AssertionError(never);
        }
    }

    private TorrentSnapshot loading(String name) {
        return torrent(name, TorrentState.DOWNLOADING, false);
    }

    private TorrentSnapshot complete(String name) {
        return torrent(name, TorrentState.SEEDING, true);
    }

    private static void until(BooleanSupplier met) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException hurry) {
                throw new AssertionError(hurry);
            }
        }
    }

    private List<String> files() {
        try (Stream<Path> list = Files.list(ran)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void theProgramKnowsTheTorrentAndNoShellReadsItsWords() throws IOException {
        CompletionHook hook = hook(
                "env | grep ^STARLING_ > \"$2/env.new\"",
                "echo \"$1\" >> \"$2/env.new\"",
                "mv \"$2/env.new\" \"$2/env\"");
        hook.look(List.of(loading("a $(touch x) 'b'.bin")));
        hook.look(List.of(complete("a $(touch x) 'b'.bin")));
        until(() -> Files.exists(ran.resolve("env")));

        assertThat(Files.readAllLines(ran.resolve("env")))
                .contains(
                        "a word; $(more)",
                        "STARLING_EVENT=complete",
                        "STARLING_NAME=a $(touch x) 'b'.bin",
                        "STARLING_INFO_HASH="
                                + complete("a $(touch x) 'b'.bin")
                                        .metainfo()
                                        .infoHash()
                                        .hex(),
                        "STARLING_PATH=" + root.resolve("downloads") + "/a $(touch x) 'b'.bin",
                        "STARLING_FOLDER=" + root.resolve("downloads"),
                        "STARLING_SIZE=100",
                        "STARLING_FILES=1",
                        "STARLING_DOWNLOADED=100",
                        "STARLING_UPLOADED=7");
        assertThat(said).isEmpty();
    }

    @Test
    void itRunsOnceForEachCompletion() throws IOException {
        CompletionHook hook = hook("mktemp \"$2/XXXXXX\"");
        hook.look(List.of(loading("a")));
        for (int i = 0; i < 3; i++) {
            hook.look(List.of(complete("a"), torrent("a seed", TorrentState.PAUSED, true)));
        }
        hook.close();

        assertThat(files()).hasSize(1);
    }

    @Test
    void whatCameBetweenTwoLooksCountsToo() throws IOException {
        CompletionHook hook = hook("touch \"$2/$STARLING_NAME\"");
        hook.look(List.of(complete("small")));
        hook.close();

        assertThat(files()).containsExactly("small");
    }

    @Test
    void whatWasLeftInTheMomentOfCompletionRunsAtTheNextStart() throws IOException {
        CompletionHook first = hook("touch \"$2/$STARLING_NAME\"");
        first.look(List.of(loading("a"), loading("b")));
        // nobody looks again: killed
        CompletionHook second = hook("touch \"$2/$STARLING_NAME\"");
        second.look(List.of(torrent("a", TorrentState.CHECKING, false), torrent("b", TorrentState.CHECKING, false)));
        second.look(List.of(complete("a"), loading("b")));
        second.close();
        assertThat(files()).containsExactly("a");

        CompletionHook third = hook("touch \"$2/$STARLING_NAME.again\"");
        third.look(List.of(torrent("a", TorrentState.PAUSED, true), torrent("b", TorrentState.PAUSED, true)));
        third.close();
        assertThat(files()).containsExactly("a", "b.again");
    }

    @Test
    void fourRunAtOnceAndNoneIsForgotten() throws IOException {
        CompletionHook hook = hook("touch \"$2/$STARLING_NAME\"", "while [ ! -e \"$2/go\" ]; do sleep 0.05; done");
        List<String> names =
                IntStream.range(0, 10).mapToObj(number -> "t" + number).toList();
        hook.look(names.stream().map(this::loading).toList());
        List<TorrentSnapshot> all = names.stream().map(this::complete).toList();
        hook.look(all);
        until(() -> files().size() == CompletionHook.MOST_AT_ONCE);
        hook.look(all);
        assertThat(files()).hasSize(CompletionHook.MOST_AT_ONCE);

        Files.createFile(ran.resolve("go"));
        until(() -> {
            hook.look(all);
            return files().size() == 11;
        });
        hook.close();
    }

    @Test
    void aFailureIsSaidInOneLine() throws IOException {
        CompletionHook hook = hook("echo cannot do it >&2", "exit 3");
        hook.look(List.of(loading("a\u001b[31m")));
        hook.look(List.of(complete("a\u001b[31m")));
        until(() -> !said.isEmpty());

        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .startsWith("a_[31m: --on-complete ")
                .contains("ended with 3")
                .hasLineCount(1);
        assertThat(state.resolve("on-complete.log")).hasContent("cannot do it");
    }

    @Test
    void aProgramThatIsNotThereIsSaidOnce() {
        CompletionHook hook = new CompletionHook(List.of(root.resolve("nothing").toString()), state, said::add);
        hook.look(List.of(loading("a")));
        hook.look(List.of(complete("a")));
        hook.look(List.of(complete("a")));

        assertThat(said).hasSize(1);
        assertThat(said.get(0)).contains("cannot run --on-complete", "nothing").hasLineCount(1);
    }

    @Test
    void whatIsRemovedIsOwedNothing() throws IOException {
        CompletionHook hook = hook("touch \"$2/$STARLING_NAME\"");
        hook.look(List.of(loading("a")));
        hook.forget(loading("a").metainfo().infoHash());
        hook.look(List.of(torrent("a", TorrentState.PAUSED, true)));
        hook.close();

        assertThat(files()).isEmpty();
    }
}
