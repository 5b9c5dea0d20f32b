package starling.peer.shell;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.peer.discovery.CatalogueClient;
import starling.peer.discovery.TrackerException;
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

@Command(
        name = "search",
        description = "Search the torrents that were published at the tracker; without words, the newest.",
        footer = {"", "Example: search ubuntu desktop, then: download 1"})
final class SearchCommand implements Callable<Integer> {
    private static final int NAME_COLUMNS = 40;
    private static final int FIGURES_COLUMNS = 29;

    private final PeerContext context;

    @Parameters(paramLabel = "WORD", arity = "0..*", description = "Words or beginnings of words, in any order.")
    private List<String> words;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    SearchCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<CatalogueClient.Row> rows = rows();
        int number = 0;
        for (CatalogueClient.Row row : rows) {
            number++;
            context.console().line(json ? line(row) : text(number, row, context.console()));
        }
        if (rows.isEmpty() && !json) {
            context.console().line("nothing found");
        }
        return rows.isEmpty() ? ExitCode.NOT_FOUND.number() : 0;
    }

    private List<CatalogueClient.Row> rows() {
        try {
            List<CatalogueClient.Row> rows =
                    context.servers().catalogue().search(words == null ? "" : String.join(" ", words));
            new SearchResults(context.home()).save(rows);
            return rows;
        } catch (TrackerException failed) {
            throw new CommandFailure(ExitCode.NETWORK, "cannot search: " + Format.name(failed.getMessage()));
        } catch (IOException failed) {
            throw Failures.writing(context.home().state(), failed);
        }
    }

    private static String text(int number, CatalogueClient.Row row, Console console) {
        String figures = String.format(
                " %9s  %s  %s",
                Format.size(row.sizeBytes()),
                Format.count(row.seeders(), "seed"),
                Format.count(row.leechers(), "peer"));
        int room = Math.min(NAME_COLUMNS, console.columns() - 5 - FIGURES_COLUMNS);
        return String.format("%3d  ", number) + Cells.left(Cells.name(row.name(), room), room) + figures;
    }

    private static String line(CatalogueClient.Row row) {
        return JsonLine.of(line -> {
            line.writeStringField("name", row.name());
            line.writeStringField("type", row.type());
            line.writeStringField("torrent", row.torrent());
            line.writeStringField("info_hash", row.infoHash().hex());
            line.writeNumberField("size", row.sizeBytes());
            line.writeNumberField("seeders", row.seeders());
            line.writeNumberField("leechers", row.leechers());
        });
    }
}
