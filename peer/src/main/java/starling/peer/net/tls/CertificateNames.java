package starling.peer.net.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Which torrents a certificate is for: those it names, byte for byte, or all where it names an asterisk. */
final class CertificateNames {
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int DNS_NAME = 0x82;

    private CertificateNames() {}

    static boolean cover(X509Certificate certificate, String torrentName) {
        byte[] extension = certificate.getExtensionValue(ALTERNATIVE_NAMES);
        return extension != null && anyAlternative(ByteBuffer.wrap(extension), torrentName)
                || matches(lastCommonName(certificate).getBytes(StandardCharsets.UTF_8), torrentName);
    }

    private static boolean matches(byte[] name, String torrentName) {
        return Arrays.equals(name, torrentName.getBytes(StandardCharsets.UTF_8)) || name.length == 1 && name[0] == '*';
    }

    /** Looked up in the encoding itself, as the runtime loses what is not ASCII. */
    private static boolean anyAlternative(ByteBuffer extension, String torrentName) {
        ByteBuffer names = value(value(extension, OCTET_STRING), SEQUENCE);
        while (names.remaining() >= 2) {
            int tag = names.get(names.position()) & 0xff;
            ByteBuffer value = value(names, tag);
            byte[] name = new byte[value.remaining()];
            value.get(name);
            if (tag == DNS_NAME && matches(name, torrentName)) {
                return true;
            }
        }
        return false;
    }

    /** The value that stands next in DER, which is passed over; nothing where another kind of value does, or half of one. */
    private static ByteBuffer value(ByteBuffer der, int tag) {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        if (der.remaining() < 2 || (der.get() & 0xff) != tag) {
            return nothing;
        }
        int length = der.get() & 0xff;
        if (length > 0x80) {
            int digits = length - 0x80;
            length = 0;
            for (; digits > 0 && der.hasRemaining() && length < 1 << 20; digits--) {
                length = length << 8 | der.get() & 0xff;
            }
        }
        if (length > der.remaining()) {
            der.position(der.limit());
            return nothing;
        }
        ByteBuffer value = der.slice(der.position(), length);
        der.position(der.position() + length);
        return value;
    }

    /** The most specific, where there are several. */
    private static String lastCommonName(X509Certificate certificate) {
        try {
            String found = "";
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                    found = name;
                }
            }
            return found;
        } catch (InvalidNameException malformed) {
            return "";
        }
    }
}
