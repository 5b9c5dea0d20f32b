package starling.announce;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Addresses written out, read without ever asking a name service. */
public final class AddressLiteral {
    private AddressLiteral() {}

    /** The IPv4 or IPv6 address that the text writes out; empty where it is a name or anything else. */
    public static Optional<InetAddress> parse(String text) {
        boolean ipv6 = text.indexOf(':') >= 0;
        boolean literal = text.length() <= 45
                && text.chars()
                        .allMatch(c -> ipv6
                                ? Character.digit(c, 16) >= 0 && c < 128 || c == ':' || c == '.'
                                : c >= '0' && c <= '9' || c == '.');
        if (!literal || !ipv6 && !text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
