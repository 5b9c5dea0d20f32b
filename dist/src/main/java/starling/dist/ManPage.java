package starling.dist;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import starling.peer.shell.text.ExitCode;

/** A program's page for {@code man}, section 1, in roff's man macros. */
final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String ofPeer(Program peer, String version) {
        ManPage man = new ManPage();
        man.start(peer, version, "[TRACKER_IP TRACKER_PORT] [OPTIONS] [COMMAND [ARGS]]");
        man.section("DESCRIPTION");
        man.paragraph(Program.meaning(peer.spec()) + " Without a COMMAND it is a shell, which knows the same commands:"
                + " at a terminal with a live table of all transfers, from a pipe a command a line.");
        man.options(peer.spec());
        man.section("COMMANDS");
        peer.commands().forEach(man::command);
        man.section("EXIT STATUS");
        for (ExitCode code : ExitCode.values()) {
            man.tagged(String.valueOf(code.number()), code.meaning());
        }
        man.section("ENVIRONMENT");
        man.tagged("STARLING_…", "Any option: STARLING_MAX_UPLOAD for --max-upload.");
        man.tagged("NO_COLOR", "No colours, where it is set.");
        man.section("FILES");
        man.tagged("~/.config/starling/config.toml", "Settings for all homes; $XDG_CONFIG_HOME is honoured.");
        man.tagged(".starling/config.toml", "Settings of the home; they win.");
        man.tagged(".starling/peer.log", "The log.");
        man.tagged("upload/, downloads/, torrents/", "What is given away, what is fetched, .torrent files.");
        man.seeAlso("starling-tracker");
        return man.page.toString();
    }

    static String ofTracker(Program tracker, String version) {
        ManPage man = new ManPage();
        man.start(tracker, version, "[PORT] [OPTIONS]");
        man.section("DESCRIPTION");
        man.paragraph(Program.meaning(tracker.spec()));
        tracker.spec()
                .positionalParameters()
                .forEach(place -> man.tagged(Program.label(place), Program.meaning(place)));
        man.options(tracker.spec());
        man.section("SIGNALS");
        man.tagged("SIGHUP", "Lists, certificate and key are read again.");
        man.tagged("SIGINT, SIGTERM", "What is known is saved, and the tracker ends.");
        man.seeAlso("starling");
        return man.page.toString();
    }

    private void start(Program program, String version, String synopsis) {
        page.append(".TH ")
                .append(program.name().toUpperCase(Locale.ROOT))
                .append(" 1 \"\" \"Starling ")
                .append(version)
                .append("\" \"Starling\"\n");
        section("NAME");
        page.append(text(program.name()))
                .append(" \\- ")
                .append(text(program.summary()))
                .append('\n');
        section("SYNOPSIS");
        page.append(".B ")
                .append(text(program.name()))
                .append('\n')
                .append(text(synopsis))
                .append('\n');
    }

    private void section(String name) {
        page.append(".SH ").append(name).append('\n');
    }

    private void paragraph(String words) {
        page.append(".PP\n").append(text(words)).append('\n');
    }

    private void tagged(String tag, String meaning) {
        page.append(".TP\n.B ")
                .append(text(tag))
                .append('\n')
                .append(text(meaning))
                .append('\n');
    }

    private void options(CommandSpec command) {
        section("OPTIONS");
        Program.options(command).forEach(option -> tagged(Program.written(option), Program.meaning(option)));
    }

    private void command(CommandSpec command) {
        page.append(".SS ").append(text(Program.synopsis(command))).append('\n');
        page.append(text(Program.meaning(command))).append('\n');
        command.positionalParameters().forEach(place -> tagged(Program.label(place), Program.meaning(place)));
        Program.options(command).forEach(option -> tagged(Program.written(option), Program.meaning(option)));
        Program.remarks(command).forEach(this::paragraph);
        List<String> examples = Program.examples(command);
        page.append(".PP\n.nf\n");
        examples.forEach(example -> page.append(text("Example: " + example)).append('\n'));
        page.append(".fi\n");
    }

    private void seeAlso(String other) {
        section("SEE ALSO");
        page.append(".BR ").append(text(other)).append(" (1)\n");
    }

    /** So that roff takes nothing for a request, and a dash is one that can be copied. */
    private static String text(String words) {
        String plain = words.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
