package starling.dist;

import picocli.AutoComplete;

/** Scripts with which a shell completes a program's commands and options. */
final class Completion {
    private Completion() {}

    static String bash(Program program) {
        return AutoComplete.bash(program.name(), program.line());
    }

    /** Zsh runs the functions of the bash script. */
    static String zsh(Program program, String bashScript) {
        return """
                #compdef %s
                autoload -U +X compinit bashcompinit
                (( $+functions[compdef] )) || compinit
                bashcompinit
                source %s
                """.formatted(program.name(), bashScript);
    }
}
