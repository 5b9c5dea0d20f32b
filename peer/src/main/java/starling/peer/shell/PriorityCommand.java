package starling.peer.shell;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Priority;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

@Command(
        name = "priority",
        description = "Say which files of a torrent are fetched, which of them first, and in which order.",
        footer = {
            "",
            "What is off is neither fetched nor created; what is there already stays.",
            "Example: priority album 1,3-5 high",
            "Example: priority album '*.jpg' off",
            "Example: priority film --sequential"
        })
final class PriorityCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(index = "0", paramLabel = "NAME", description = "The torrent: its name, a part, or its number.")
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILES",
            description = "Numbers of 'files' such as 1,3-5, names, patterns such as *.flac, or all.")
    private String files;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "LEVEL",
            converter = Level.class,
            description = "off, low, normal or high.")
    private Priority priority;

    @Option(
            names = "--sequential",
            negatable = true,
            description = "Fetch from the first piece to the last; with --no-sequential the rarest first.")
    private Boolean sequential;

    PriorityCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (files != null && priority == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "how much is '" + Format.name(files) + "' wanted: off, low, normal or high?");
        }
        if (files == null && sequential == null) {
            throw new CommandFailure(ExitCode.USAGE, "say which files and how much, or --sequential: 'help priority'");
        }
        context.console().line(context.torrents().plan(name, this::changed) + ": " + said());
        return 0;
    }

    private FetchPlan changed(Metainfo metainfo, FetchPlan plan) {
        FetchPlan next = files == null ? plan : FileChoice.with(metainfo, plan, files, priority);
        return sequential == null ? next : next.withSequential(sequential);
    }

    private String said() {
        String order = sequential == null ? "" : sequential ? "in order" : "the rarest first";
        if (files == null) {
            return order;
        }
        return files + " " + priority.name().toLowerCase(Locale.ROOT) + (order.isEmpty() ? "" : ", " + order);
    }

    /** For picocli. */
    static final class Level implements ITypeConverter<Priority> {
        @Override
        public Priority convert(String text) {
            for (Priority level : Priority.values()) {
                if (level.name().equalsIgnoreCase(text)) {
                    return level;
                }
            }
            throw new TypeConversionException("'" + text + "' is no priority: write off, low, normal or high");
        }
    }
}
