package starling.peer.shell.config;

import java.nio.file.Path;

/** Where the value of an option came from, the weakest first. */
public sealed interface Source {
    /** In words for people. */
    String text();

    /** Nobody said anything. */
    record Unset() implements Source {
        @Override
        public String text() {
            return "unless given";
        }
    }

    /** A file of settings; lines count from 1. */
    record File(Path path, int line) implements Source {
        @Override
        public String text() {
            return path + ":" + line;
        }
    }

    record Environment(String variable) implements Source {
        @Override
        public String text() {
            return "environment, " + variable;
        }
    }

    record CommandLine() implements Source {
        @Override
        public String text() {
            return "command line";
        }
    }

    /** A question at the start was answered. */
    record Answer() implements Source {
        @Override
        public String text() {
            return "answered at the start";
        }
    }
}
