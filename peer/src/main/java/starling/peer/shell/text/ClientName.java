package starling.peer.shell.text;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import starling.announce.PeerId;

/** The program that a peer id tells of: {@code -TR4040-…} is Transmission 4.0.4 (BEP 20). */
public final class ClientName {
    private static final Pattern DASHED = Pattern.compile("-([A-Za-z]{2})([0-9A-Za-z]{4})-.*");
    private static final Pattern SPELLED = Pattern.compile("(A2-|M)(\\d{1,2})-(\\d{1,2})-(\\d{1,2})-.*");

    private static final Map<String, String> PROGRAMS = Map.ofEntries(
            Map.entry("AZ", "Vuze"),
            Map.entry("BC", "BitComet"),
            Map.entry("BI", "BiglyBT"),
            Map.entry("BT", "BitTorrent"),
            Map.entry("DE", "Deluge"),
            Map.entry("FD", "Free Download Manager"),
            Map.entry("FL", "Flud"),
            Map.entry("GT", "anacrolix torrent"),
            Map.entry("KT", "KTorrent"),
            Map.entry("LP", "Lphant"),
            Map.entry("LT", "libtorrent"),
            Map.entry("LW", "LimeWire"),
            Map.entry("PI", "PicoTorrent"),
            Map.entry("SD", "Xunlei"),
            Map.entry("SG", "Starling"),
            Map.entry("TL", "Tribler"),
            Map.entry("TR", "Transmission"),
            Map.entry("TX", "Tixati"),
            Map.entry("UM", "µTorrent for Mac"),
            Map.entry("UT", "µTorrent"),
            Map.entry("UW", "µTorrent Web"),
            Map.entry("WD", "WebTorrent Desktop"),
            Map.entry("WW", "WebTorrent"),
            Map.entry("XL", "Xunlei"),
            Map.entry("lt", "rTorrent"),
            Map.entry("qB", "qBittorrent"),
            Map.entry("rQ", "rqbit"),
            Map.entry("st", "SharkTorrent"));

    private ClientName() {}

    /** Its name and version; of one that nobody knows the letters it begins with. */
    public static String of(PeerId id) {
        String text = id.toString();
        Matcher dashed = DASHED.matcher(text);
        if (dashed.matches()) {
            String program = PROGRAMS.get(dashed.group(1));
            return program == null ? text.substring(0, 8) : program + " " + version(dashed.group(2));
        }
        Matcher spelled = SPELLED.matcher(text);
        if (spelled.matches()) {
            String program = spelled.group(1).equals("A2-") ? "aria2" : "BitTorrent";
            return program + " " + spelled.group(2) + "." + spelled.group(3) + "." + spelled.group(4);
        }
        return text.substring(0, 8);
    }

    /** A sign a number: digits, then letters from 10 on. The last one counts only where it is not 0. */
    private static String version(String signs) {
        StringBuilder version = new StringBuilder();
        int most = signs.charAt(3) == '0' ? 3 : 4;
        for (int i = 0; i < most; i++) {
            version.append(i == 0 ? "" : ".").append(Character.digit(signs.charAt(i), 36));
        }
        return version.toString();
    }
}
