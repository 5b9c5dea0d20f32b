package starling.peer.shell;

/** A command cannot do what was asked; the message is one line that says why and what to do. */
final class CommandFailure extends RuntimeException {
    private final ExitCode code;

    CommandFailure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
