package starling.peer.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jline.reader.LineReader;
import starling.announce.Endpoint;
import starling.peer.discovery.TrackerFinder;
import starling.peer.discovery.TrackerFinder.Found;
import starling.peer.shell.text.Format;

/** Which tracker a shell takes that was given none: the one on the LAN; where there are several, the person says. */
final class TrackerChoice {
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final LineReader questions;
    private final TrackerFinder finder;
    private final PrintWriter out;

    TrackerChoice(LineReader questions, TrackerFinder finder) {
        this.questions = questions;
        this.finder = finder;
        this.out = questions.getTerminal().writer();
    }

    /** Looks, says what was found, and asks where it must. */
    Optional<Endpoint> make() {
        out.println("Looking for a tracker on the network…");
        out.flush();
        List<Found> found = find();
        if (found.isEmpty()) {
            out.println("None answered.");
            return Optional.empty();
        }
        if (found.size() == 1) {
            Found only = found.get(0);
            out.println("Found " + Format.name(only.name()) + ", " + only.http() + ".");
            return Optional.of(only.http());
        }
        for (int i = 0; i < found.size(); i++) {
            out.println("  " + (i + 1) + "  " + Format.name(found.get(i).name()) + "  "
                    + found.get(i).http());
        }
        return choose(found);
    }

    private List<Found> find() {
        try {
            return finder.find(WAIT);
        } catch (IOException noNetwork) {
            return List.of();
        }
    }

    private Optional<Endpoint> choose(List<Found> found) {
        while (true) {
            String answer = questions
                    .readLine("Which tracker (1 to " + found.size() + "; Enter = none): ")
                    .strip();
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            int number = answer.matches("\\d{1,2}") ? Integer.parseInt(answer) : 0;
            if (number >= 1 && number <= found.size()) {
                return Optional.of(found.get(number - 1).http());
            }
            out.println("'" + Format.name(answer) + "' is none of them");
        }
    }
}
