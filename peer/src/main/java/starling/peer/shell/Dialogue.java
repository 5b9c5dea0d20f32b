package starling.peer.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import starling.peer.shell.text.Console;

/** What is said to the person at the terminal besides the answers of commands, and asked, whatever is drawn meanwhile. */
final class Dialogue {
    private static final int MOST_HELD_NEWS = 100;

    private final Console console;
    private volatile Consumer<String> news;
    private final List<String> heldNews = new ArrayList<>();
    private boolean holdsNews;
    private volatile Optional<UnaryOperator<String>> questions = Optional.empty();
    private volatile Runnable closesScreen = () -> {};

    Dialogue(Console console) {
        this.console = console;
        this.news = console::line;
    }

    /** Says where news goes from now on. */
    void sendNewsTo(Consumer<String> out) {
        news = out;
    }

    /** Says a line above whatever is drawn or typed; what is drawn over the whole screen ends first. */
    void say(String text) {
        synchronized (heldNews) {
            if (holdsNews) {
                if (heldNews.size() < MOST_HELD_NEWS) {
                    heldNews.add(text);
                }
                return;
            }
        }
        news.accept(text);
    }

    /** Says what went wrong while nobody waits for it: to a person as news, elsewhere as an error. */
    void warn(String text) {
        if (console.live()) {
            say(text);
        } else {
            console.error(text);
        }
    }

    /**
     * Runs what draws over the whole screen; news waits for its end.
     *
     * @param close takes away what is drawn, should the program have to end meanwhile
     */
    void overScreen(Runnable drawing, Runnable close) {
        closesScreen = close;
        synchronized (heldNews) {
            holdsNews = true;
        }
        try {
            drawing.run();
        } finally {
            List<String> held;
            synchronized (heldNews) {
                holdsNews = false;
                held = List.copyOf(heldNews);
                heldNews.clear();
            }
            held.forEach(news);
        }
    }

    /** Gives the screen back. */
    void closeScreen() {
        closesScreen.run();
    }

    /** Says who answers questions from now on. */
    void askWith(UnaryOperator<String> person) {
        questions = Optional.of(person);
    }

    /** The answer of the person there, where there is one. */
    Optional<String> ask(String question) {
        return questions.map(person -> person.apply(question));
    }
}
