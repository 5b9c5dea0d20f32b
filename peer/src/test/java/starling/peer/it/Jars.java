package starling.peer.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The finished jars, and the java that runs them. */
final class Jars {
    private Jars() {}

    /** The command that starts the tracker; words may be added. */
    static List<String> tracker() {
        return command("starling.test.tracker");
    }

    /** The command that starts the peer; words may be added. */
    static List<String> peer() {
        return command("starling.test.peer");
    }

    /** {@code -Dstarling.test.java}, else the java that runs the tests. */
    static String java() {
        return System.getProperty(
                "starling.test.java",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    static Path jar(String property) {
        String jar = System.getProperty(property);
        if (jar == null || !Files.isRegularFile(Path.of(jar))) {
            throw new AssertionError(jar + " is not there: run 'mvn verify' in the root of the project");
        }
        return Path.of(jar);
    }

    /** The command that starts the peer with so much memory for its objects; words may be added. */
    static List<String> peer(String heap) {
        return command("starling.test.peer", heap);
    }

    private static List<String> command(String property) {
        return command(property, "256m");
    }

    private static List<String> command(String property, String heap) {
        return new ArrayList<>(List.of(
                java(), "-Xmx" + heap, "-jar", jar(property).toAbsolutePath().toString()));
    }
}
