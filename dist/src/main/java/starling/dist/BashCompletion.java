package starling.dist;

import picocli.AutoComplete;

/** A script with which bash completes a program's commands and options. */
final class BashCompletion {
    private BashCompletion() {}

    static String of(Program program) {
        return AutoComplete.bash(program.name(), program.line());
    }
}
