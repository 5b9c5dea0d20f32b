package starling.peer.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import starling.metainfo.FileEntry;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.metainfo.PieceDigest;
import starling.metainfo.PieceLayout;
import starling.metainfo.TorrentBuilder;

/** A torrent of one file of random bytes, with the bytes. */
record Sample(Metainfo metainfo, byte[] torrent, byte[] bytes) {
    static Sample of(int length, int pieceLength) throws IOException {
        return of(length, pieceLength, "sample.bin", List.of(new FileEntry(List.of("sample.bin"), length, 0)), false);
    }

    /** The same, with peers from its trackers alone. */
    static Sample ofPrivate(int length, int pieceLength) throws IOException {
        return of(length, pieceLength, "sample.bin", List.of(new FileEntry(List.of("sample.bin"), length, 0)), true);
    }

    /** The same content, for those only whose certificates an authority signed. */
    Sample withAuthority(String pem) throws IOException {
        byte[] ssl = new TorrentBuilder(
                        metainfo.name(),
                        layout(),
                        TorrentBuilder.Hashes.of(metainfo.pieceHashes().bytes()),
                        metainfo.files(),
                        metainfo.singleFile(),
                        List.of(),
                        List.of(),
                        false,
                        Optional.of(pem),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build();
        return new Sample(MetainfoReader.read(ssl), ssl, bytes);
    }

    /** The same content, that servers have, too. */
    Sample withWebSeeds(String... urls) throws IOException {
        byte[] served = new TorrentBuilder(
                        metainfo.name(),
                        layout(),
                        metainfo.pieceHashes().bytes(),
                        metainfo.files(),
                        metainfo.singleFile(),
                        List.of(),
                        List.of(urls),
                        metainfo.isPrivate(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build();
        return new Sample(MetainfoReader.read(served), served, bytes);
    }

    /** A folder of files {@code f1}, {@code f2} and so on of these lengths. */
    static Sample ofFiles(int pieceLength, int... lengths) throws IOException {
        List<FileEntry> files = new ArrayList<>();
        int offset = 0;
        for (int length : lengths) {
            files.add(new FileEntry(List.of("f" + (files.size() + 1)), length, offset));
            offset += length;
        }
        return of(offset, pieceLength, "sample", files, false);
    }

    /** The same, each file but the last filled up to whole pieces. */
    static Sample padded(int pieceLength, int... lengths) throws IOException {
        List<FileEntry> files = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < lengths.length; i++) {
            files.add(new FileEntry(List.of("f" + (i + 1)), lengths[i], offset));
            offset += lengths[i];
            int missing = Math.floorMod(-offset, pieceLength);
            if (missing > 0 && i < lengths.length - 1) {
                files.add(new FileEntry(List.of(".pad", Integer.toString(missing)), missing, offset, true));
                offset += missing;
            }
        }
        return of(offset, pieceLength, "sample", files, false);
    }

    private static Sample of(int length, int pieceLength, String name, List<FileEntry> files, boolean isPrivate)
            throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        files.stream()
                .filter(FileEntry::padding)
                .forEach(file -> Arrays.fill(bytes, (int) file.offset(), (int) file.end(), (byte) 0));
        PieceLayout layout = new PieceLayout(length, pieceLength);
        byte[] hashes = new byte[layout.pieceCount() * InfoHash.LENGTH];
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            byte[] hash = new PieceDigest()
                    .hash((offset, target) -> target.put(bytes, (int) offset, target.remaining()), layout, piece);
            System.arraycopy(hash, 0, hashes, piece * InfoHash.LENGTH, InfoHash.LENGTH);
        }
        byte[] torrent = new TorrentBuilder(
                        name,
                        layout,
                        hashes,
                        files,
                        name.equals("sample.bin"),
                        List.of(),
                        List.of(),
                        isPrivate,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build();
        return new Sample(MetainfoReader.read(torrent), torrent, bytes);
    }

    PieceLayout layout() {
        return metainfo.layout();
    }

    ByteBuffer block(int piece, int begin, int length) {
        return ByteBuffer.wrap(bytes, (int) layout().pieceOffset(piece) + begin, length)
                .slice();
    }

    /** The bytes of one file, counted from 0. */
    byte[] file(int index) {
        FileEntry file = metainfo.files().get(index);
        return Arrays.copyOfRange(bytes, (int) file.offset(), (int) file.end());
    }

    Path writeTo(Path folder) throws IOException {
        return Files.write(Files.createDirectories(folder).resolve("sample.bin"), bytes);
    }

    /** The files of a folder; padding is no file. */
    void writeFilesTo(Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve(metainfo.name()));
        for (int index = 0; index < metainfo.files().size(); index++) {
            if (!metainfo.files().get(index).padding()) {
                Files.write(root.resolve(metainfo.files().get(index).display()), file(index));
            }
        }
    }

    static Client client(Path home) throws IOException {
        return new LoopbackOptions(home).open();
    }

    TorrentSession open(Client client, Path folder, TorrentSession.Intent intent) {
        return client.open(metainfo, torrent, folder, intent);
    }
}
