package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.metainfo.Metainfo;
import starling.peer.policy.Limits;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;
import starling.peer.shell.text.Quantity;

@Command(
        name = "limit",
        description = "Limit the rates of one torrent or of all together, or show the limits.",
        footer = {
            "",
            "A torrent keeps its limit in later runs. Uploads are shared alike by the torrents that want to send.",
            "The limit of all lasts until the peer leaves: --max-download and --max-upload say what a run begins with.",
            "Example: limit --upload 200K",
            "Example: limit example.pdf --download 1M --upload 0",
            "Example: limit"
        })
final class LimitCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "The torrent: its name, a part, or its number; all together unless given.")
    private String name;

    @Option(
            names = {"--download", "--max-download"},
            paramLabel = "RATE",
            converter = Quantity.Converter.class,
            description = "Download no faster, such as 100K or 2M a second; 0 is no limit.")
    private Quantity download;

    @Option(
            names = {"--upload", "--max-upload"},
            paramLabel = "RATE",
            converter = Quantity.Converter.class,
            description = "Upload no faster, such as 100K or 2M a second; 0 is no limit.")
    private Quantity upload;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    LimitCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        boolean changes = download != null || upload != null;
        if (changes && name == null) {
            (context.isShell() ? context.running() : context.torrents()).limit(this::changed);
        } else if (changes) {
            context.torrents().limit(name, this::changed);
        }
        if (name == null) {
            show("all torrents", null, context.torrents().limits());
        }
        if (name != null || !changes) {
            torrents()
                    .forEach(torrent ->
                            show(Format.name(torrent.metainfo().name()), torrent.metainfo(), torrent.limits()));
        }
        return 0;
    }

    private Limits changed(Limits limits) {
        Limits half = download == null ? limits : limits.withDownload(download.bytes());
        return upload == null ? half : half.withUpload(upload.bytes());
    }

    private List<Torrents.Limited> torrents() {
        List<Torrents.Limited> all = context.torrents().limited();
        return name == null ? all : List.of(Selection.find(all, Torrents.Limited::metainfo, name));
    }

    private void show(String shown, Metainfo torrent, Limits limits) {
        if (json) {
            context.console().line(JsonLine.of(fields -> {
                if (torrent != null) {
                    fields.writeStringField("name", torrent.name());
                    fields.writeStringField("info_hash", torrent.infoHash().hex());
                }
                fields.writeNumberField("max_download", limits.downloadBytesPerSecond());
                fields.writeNumberField("max_upload", limits.uploadBytesPerSecond());
            }));
            return;
        }
        context.console()
                .line(shown + ": download " + Format.limit(limits.downloadBytesPerSecond()) + ", upload "
                        + Format.limit(limits.uploadBytesPerSecond()));
    }
}
