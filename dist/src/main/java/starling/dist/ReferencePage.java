package starling.dist;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import starling.peer.shell.config.Options;
import starling.peer.shell.text.ExitCode;

/** {@code docs/reference.md}: every command and option of both programs. */
final class ReferencePage {
    private final StringBuilder page = new StringBuilder();

    private ReferencePage() {}

    static String of(Program peer, Program tracker) {
        ReferencePage reference = new ReferencePage();
        reference.line("# Reference");
        reference.line("");
        reference.line("Made from the programs by `scripts/renew-reference.sh`: change the code, not this page.");
        reference.peer(peer);
        reference.tracker(tracker);
        return reference.page.toString();
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private void heading(int level, String text) {
        line("");
        line("#".repeat(level) + " " + text);
        line("");
    }

    private void peer(Program peer) {
        heading(2, "The peer");
        line("    java -jar " + peer.jar() + " [TRACKER_IP TRACKER_PORT] [OPTIONS] [COMMAND [ARGS]]");
        line("");
        line("Without a COMMAND it is a shell, which knows the same commands. Installed as a package it is called `"
                + peer.name() + "`.");
        heading(3, "Options");
        line(
                "Those with a name in the third column may stand in `config.toml` under that name, or in the environment:");
        line("`STARLING_MAX_UPLOAD` for `max-upload`. [`config.toml`](config.toml) shows them all.");
        line("");
        line("| option | meaning | setting |");
        line("| --- | --- | --- |");
        List<OptionSpec> settable = Options.of(peer.spec());
        for (OptionSpec option : Program.options(peer.spec())) {
            String setting = settable.contains(option) ? "`" + Options.name(option) + "`" : "";
            line("| `" + cell(Program.written(option)) + "` | " + cell(Program.meaning(option)) + " | " + setting
                    + " |");
        }
        heading(3, "Commands");
        for (CommandSpec command : peer.commands()) {
            command(command);
        }
        heading(3, "Exit codes");
        line("| code | meaning |");
        line("| --- | --- |");
        for (ExitCode code : ExitCode.values()) {
            line("| " + code.number() + " | " + code.meaning() + " |");
        }
    }

    private void command(CommandSpec command) {
        heading(4, command.name());
        line(Program.meaning(command));
        line("");
        line("    " + Program.synopsis(command));
        if (!command.positionalParameters().isEmpty()
                || !Program.options(command).isEmpty()) {
            line("");
            line("| | |");
            line("| --- | --- |");
            command.positionalParameters()
                    .forEach(place ->
                            line("| `" + cell(Program.label(place)) + "` | " + cell(Program.meaning(place)) + " |"));
            Program.options(command)
                    .forEach(option -> line(
                            "| `" + cell(Program.written(option)) + "` | " + cell(Program.meaning(option)) + " |"));
        }
        List<String> remarks = Program.remarks(command);
        if (!remarks.isEmpty()) {
            line("");
            remarks.forEach(this::line);
        }
        line("");
        Program.examples(command).forEach(example -> line("    " + example));
    }

    private void tracker(Program tracker) {
        heading(2, "The tracker");
        line("    java -jar " + tracker.jar() + " [PORT] [OPTIONS]");
        line("");
        line(Program.meaning(tracker.spec()) + " Installed as a package it is called `" + tracker.name() + "`.");
        line("");
        line("| option | meaning |");
        line("| --- | --- |");
        tracker.spec()
                .positionalParameters()
                .forEach(place ->
                        line("| `" + cell(Program.label(place)) + "` | " + cell(Program.meaning(place)) + " |"));
        Program.options(tracker.spec())
                .forEach(option ->
                        line("| `" + cell(Program.written(option)) + "` | " + cell(Program.meaning(option)) + " |"));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
