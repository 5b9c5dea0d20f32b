package starling.peer.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a program runs: with an address of its own, on this machine or in a network namespace.
 *
 * @param enter the words that start a program there; none on this machine
 */
record Host(Stage stage, List<String> enter, String address) {
    /** On loopback, where the whole machine is. */
    static Host loopback(Stage stage) {
        return new Host(stage, List.of(), "127.0.0.1");
    }

    Running start(String name, List<String> command) {
        List<String> words = new ArrayList<>(enter);
        words.addAll(command);
        return stage.start(name, words);
    }

    /** Starts our peer on a free port: with a command, or with none as a piped shell. */
    Running peer(Path home, String... words) {
        return peer(home, 0, words);
    }

    /** The same, on a port of the caller's choice. */
    Running peer(Path home, int port, String... words) {
        List<String> command = Jars.peer();
        command.addAll(List.of("--home", home.toString(), "--bind", address, "--port", Integer.toString(port)));
        command.addAll(List.of(words));
        return start("peer " + home.getFileName(), command);
    }

    /**
     * Starts our tracker on a free port and waits until it listens. Clients that are asked to come every few seconds come
     * after minutes, all the same: nobody is forgotten for as long as a test takes.
     */
    TrackerRun tracker(String... options) {
        List<String> command = Jars.tracker();
        command.addAll(List.of(
                "0", "--bind", address, "--data", stage.folder("tracker").toString(), "--peer-lifetime", "1h"));
        command.addAll(List.of(options));
        return TrackerRun.of(start("tracker", command));
    }
}
