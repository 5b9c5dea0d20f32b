package starling.peer.shell;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

@Command(
        name = "info",
        description = "Show what is in a .torrent.",
        footer = {"", "Example: info torrents/example.pdf.torrent"})
final class InfoCommand implements Callable<Integer> {
    private static final int FILES_SHOWN = 1_000;

    private final PeerContext context;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = ".torrent files, here or in torrents/.")
    private List<Path> files;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    InfoCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ExitCode worst = ExitCode.DONE;
        for (Path file : files) {
            try {
                Path found = context.home().find(file, context.home().torrents());
                Metainfo metainfo = TorrentFile.read(found).metainfo();
                if (json) {
                    context.console().line(JsonLine.of(line -> write(line, file, metainfo)));
                } else {
                    print(found, metainfo);
                }
            } catch (CommandFailure failure) {
                worst = failure.code();
                if (json) {
                    context.console().line(JsonLine.of(line -> {
                        line.writeStringField("file", file.toString());
                        line.writeStringField("error", failure.getMessage());
                    }));
                } else {
                    context.console().error(failure.getMessage());
                }
            }
        }
        return worst.number();
    }

    private static void write(JsonGenerator line, Path file, Metainfo metainfo) throws IOException {
        line.writeStringField("file", file.toString());
        line.writeStringField("name", metainfo.name());
        line.writeStringField("info_hash", metainfo.infoHash().hex());
        line.writeNumberField("total_size", metainfo.contentBytes());
        line.writeNumberField("piece_length", metainfo.layout().pieceLengthBytes());
        line.writeNumberField("pieces", metainfo.layout().pieceCount());
        line.writeArrayFieldStart("files");
        for (FileEntry entry : metainfo.contentFiles()) {
            line.writeStartObject();
            line.writeStringField("path", entry.display());
            line.writeNumberField("length", entry.lengthBytes());
            line.writeEndObject();
        }
        line.writeEndArray();
        line.writeArrayFieldStart("trackers");
        for (List<String> tier : metainfo.trackers()) {
            line.writeArray(tier.toArray(String[]::new), 0, tier.size());
        }
        line.writeEndArray();
        line.writeFieldName("web_seeds");
        line.writeArray(
                metainfo.webSeeds().toArray(String[]::new),
                0,
                metainfo.webSeeds().size());
        line.writeBooleanField("private", metainfo.isPrivate());
    }

    private void print(Path file, Metainfo metainfo) {
        field("file", file.toString());
        field("name", metainfo.name());
        field("key", metainfo.infoHash().hex());
        field(
                "size",
                Format.thousands(metainfo.contentBytes()) + " bytes (" + Format.size(metainfo.contentBytes()) + ")");
        field("n_parts", Format.thousands(metainfo.layout().pieceCount()));
        field(
                "piece length",
                Format.thousands(metainfo.layout().pieceLengthBytes()) + " bytes ("
                        + Format.size(metainfo.layout().pieceLengthBytes()) + ")");
        for (int tier = 0; tier < metainfo.trackers().size(); tier++) {
            field(
                    tier == 0 ? "tracker" : "tracker " + (tier + 1),
                    String.join("  ", metainfo.trackers().get(tier)));
        }
        metainfo.webSeeds().forEach(url -> field("web seed", url));
        if (metainfo.isPrivate()) {
            field("private", "yes");
        }
        metainfo.comment().ifPresent(text -> field("comment", text));
        metainfo.createdBy().ifPresent(text -> field("created by", text));
        metainfo.creationDate().ifPresent(date -> field("created", date.toString()));
        if (!metainfo.singleFile()) {
            field("files", Format.thousands(metainfo.contentFiles().size()));
            metainfo.contentFiles().stream()
                    .limit(FILES_SHOWN)
                    .forEach(entry -> context.console()
                            .line(String.format(
                                    "  %10s  %s", Format.size(entry.lengthBytes()), Format.name(entry.display()))));
            if (metainfo.contentFiles().size() > FILES_SHOWN) {
                context.console()
                        .line("  … and " + Format.count(metainfo.contentFiles().size() - FILES_SHOWN, "more file"));
            }
        }
    }

    private void field(String name, String value) {
        context.console().line(String.format("%-13s%s", name, Format.name(value)));
    }
}
