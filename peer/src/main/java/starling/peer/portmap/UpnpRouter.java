package starling.peer.portmap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import starling.announce.AddressLiteral;

/** An Internet gateway device of UPnP (IGD, versions 1 and 2), which most home routers are. */
final class UpnpRouter implements Router {
    private static final int MOST_BYTES = 256 * 1024;
    private static final List<String> SERVICES = List.of(
            "urn:schemas-upnp-org:service:WANIPConnection:2",
            "urn:schemas-upnp-org:service:WANIPConnection:1",
            "urn:schemas-upnp-org:service:WANPPPConnection:1");

    /** Some routers map for ever or not at all. */
    private static final String ONLY_PERMANENT = "725";

    private final CloseableHttpClient http;
    private final InetAddress local;
    private final URI control;
    private final String service;

    private UpnpRouter(CloseableHttpClient http, InetAddress local, URI control, String service) {
        this.http = http;
        this.local = local;
        this.control = control;
        this.service = service;
    }

    /**
     * The device that describes itself at a URL.
     *
     * @throws IOException where it is none that maps ports, or would have us ask another host
     */
    static UpnpRouter at(CloseableHttpClient http, InetAddress local, URI location) throws IOException {
        Document description = parse(send(http, new HttpGet(location)));
        for (String wanted : SERVICES) {
            NodeList services = description.getElementsByTagNameNS("*", "service");
            for (int i = 0; i < services.getLength(); i++) {
                Element service = (Element) services.item(i);
                if (text(service, "serviceType").equals(wanted)) {
                    URI control = control(location, text(service, "controlURL"));
                    return new UpnpRouter(http, local, control, wanted);
                }
            }
        }
        throw new IOException("the device maps no ports");
    }

    private static URI control(URI location, String path) throws IOException {
        try {
            URI control = location.resolve(path);
            if (location.getHost().equals(control.getHost()) && "http".equals(control.getScheme())) {
                return control;
            }
        } catch (IllegalArgumentException noUrl) {
            // said below
        }
        throw new IOException("the device is controlled elsewhere");
    }

    @Override
    public String protocol() {
        return "UPnP";
    }

    @Override
    public Mapping map(Transport transport, int port, Duration lifetime) throws IOException {
        Document answer = add(transport, port, lifetime);
        if (text(answer.getDocumentElement(), "errorCode").equals(ONLY_PERMANENT)) {
            answer = add(transport, port, Duration.ZERO);
        }
        String error = text(answer.getDocumentElement(), "errorCode");
        if (!error.isEmpty()) {
            throw new IOException("the router refuses with error " + error);
        }
        Document address = call("GetExternalIPAddress", "");
        Optional<InetAddress> external =
                AddressLiteral.parse(text(address.getDocumentElement(), "NewExternalIPAddress"));
        return new Mapping(port, external, lifetime);
    }

    private Document add(Transport transport, int port, Duration lifetime) throws IOException {
        return call(
                "AddPortMapping",
                "<NewRemoteHost></NewRemoteHost>" + element("NewExternalPort", port)
                        + element("NewProtocol", transport)
                        + element("NewInternalPort", port)
                        + element("NewInternalClient", local.getHostAddress())
                        + element("NewEnabled", 1)
                        + element("NewPortMappingDescription", "Starling")
                        + element("NewLeaseDuration", lifetime.toSeconds()));
    }

    @Override
    public void unmap(Transport transport, int port, int externalPort) throws IOException {
        call(
                "DeletePortMapping",
                "<NewRemoteHost></NewRemoteHost>" + element("NewExternalPort", externalPort)
                        + element("NewProtocol", transport));
    }

    private static String element(String name, Object value) {
        return "<" + name + ">" + value + "</" + name + ">";
    }

    private Document call(String action, String arguments) throws IOException {
        HttpPost post = new HttpPost(control);
        post.setHeader("SOAPAction", "\"" + service + "#" + action + "\"");
        post.setEntity(new StringEntity(
                "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
                        + " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:" + action
                        + " xmlns:u=\"" + service + "\">" + arguments + "</u:" + action
                        + "></s:Body></s:Envelope>\r\n",
                ContentType.TEXT_XML.withCharset(StandardCharsets.UTF_8)));
        return parse(send(http, post));
    }

    private static byte[] send(CloseableHttpClient http, HttpUriRequestBase request) throws IOException {
        return http.execute(request, response -> {
            byte[] body = response.getEntity() == null
                    ? new byte[0]
                    : response.getEntity().getContent().readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                request.cancel();
                throw new IOException("the device's answer has no end");
            }
            return body;
        });
    }

    /** Without document types: they can name files of this machine, and grow without end. */
    private static Document parse(byte[] xml) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            factory.setExpandEntityReferences(false);
            factory.setXIncludeAware(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (SAXException | ParserConfigurationException notXml) {
            throw new IOException("the device's answer is no XML", notXml);
        }
    }

    private static String text(Element element, String tag) {
        NodeList found = element.getElementsByTagNameNS("*", tag);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
