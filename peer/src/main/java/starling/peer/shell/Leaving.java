package starling.peer.shell;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jline.utils.Signals;
import starling.peer.fault.Faults;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.ExitCode;

/** How the program ends: at a signal once it has said goodbye and saved, at a second one at once. */
final class Leaving {
    static final int INTERRUPTED = 130;

    private final Console console;
    private final Supplier<PeerContext> running;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Runnable takesDrawingAway = () -> {};

    /** @param running what runs at that moment */
    Leaving(Console console, Supplier<PeerContext> running) {
        this.console = console;
        this.running = running;
    }

    void onSignals() {
        List.of("INT", "TERM", "HUP").forEach(signal -> Signals.register(signal, this::asked));
    }

    /** Says how the terminal is given back as it was. */
    void drawsWith(Runnable takesAway) {
        takesDrawingAway = takesAway;
    }

    private void asked() {
        PeerContext leaving = running.get();
        if (asked.incrementAndGet() > 1 || !leaving.isOpen()) {
            end(leaving, INTERRUPTED);
        }
        leaving.stopping().endProgram();
        new Thread(
                        () -> {
                            int code = ExitCode.UNKNOWN.number();
                            try {
                                boolean unfinished = leaving.torrents().hasUnfinishedDownloads();
                                leaving.close();
                                code = unfinished ? ExitCode.UNFINISHED.number() : 0;
                            } catch (RuntimeException | Error fault) {
                                Faults.log("leaving", fault);
                            } finally {
                                end(leaving, code);
                            }
                        },
                        "leave")
                .start();
    }

    private void end(PeerContext leaving, int code) {
        leaving.dialogue().closeScreen();
        takesDrawingAway.run();
        end(code);
    }

    /** Ends at once: threads that still wait for a slow tracker must not keep the process. */
    void end(int code) {
        console.out().flush();
        console.err().flush();
        Runtime.getRuntime().halt(code);
    }
}
