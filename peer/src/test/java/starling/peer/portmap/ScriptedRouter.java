package starling.peer.portmap;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A router on loopback that speaks what a test wants, and remembers what it was asked for. */
final class ScriptedRouter implements Closeable {
    private static final byte[] OUTSIDE = {(byte) 203, 0, 113, 5};

    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final DatagramSocket gateway;
    private final DatagramSocket devices;
    private final HttpServer http;
    private final String speaks;

    /** What is made of each answer before it is sent; nothing is sent for null. */
    volatile UnaryOperator<byte[]> spoiling = bytes -> bytes;

    volatile String location;
    volatile String description = DESCRIPTION;
    volatile boolean onlyPermanent;

    private static final String DESCRIPTION = """
            <?xml version="1.0"?>
            <root xmlns="urn:schemas-upnp-org:device-1-0"><device>
              <deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType>
              <deviceList><device><deviceList><device><serviceList>
                <service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType>
                  <controlURL>/no</controlURL></service>
                <service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>
                  <controlURL>/control?it</controlURL></service>
              </serviceList></device></deviceList></device></deviceList>
            </device></root>
            """;

    /** @param speaks {@code pcp}, {@code nat-pmp} or {@code upnp} */
    ScriptedRouter(String speaks) throws IOException {
        this.speaks = speaks;
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        gateway = new DatagramSocket(new InetSocketAddress(loopback, 0));
        devices = new DatagramSocket(new InetSocketAddress(loopback, 0));
        http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        http.createContext("/", exchange -> {
            try (exchange) {
                String action = exchange.getRequestHeaders().getFirst("SOAPAction");
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                byte[] answer = (action == null ? description : soap(action, body)).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        http.start();
        location = "http://127.0.0.1:" + http.getAddress().getPort() + "/description.xml";
        serve(gateway, this::gateway);
        serve(devices, this::search);
    }

    InetSocketAddress gatewayAddress() {
        return (InetSocketAddress) gateway.getLocalSocketAddress();
    }

    InetSocketAddress devicesAddress() {
        return (InetSocketAddress) devices.getLocalSocketAddress();
    }

    String nextAsked() throws InterruptedException {
        String next = asked.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody asked");
        }
        return next;
    }

    private void serve(DatagramSocket socket, UnaryOperator<byte[]> answers) {
        Thread thread = new Thread(() -> {
            byte[] room = new byte[2_048];
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(room, room.length);
                try {
                    socket.receive(packet);
                    byte[] answer = answers.apply(Arrays.copyOf(room, packet.getLength()));
                    byte[] sent = answer == null ? null : spoiling.apply(answer);
                    if (sent != null) {
                        socket.send(new DatagramPacket(sent, sent.length, packet.getSocketAddress()));
                    }
                } catch (IOException over) {
                    // closed
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private byte[] gateway(byte[] question) {
        ByteBuffer in = ByteBuffer.wrap(question);
        if (question[0] == 2 && speaks.equals("pcp")) {
            asked.add((question[36] == 6 ? "TCP " : "UDP ") + Short.toUnsignedInt(in.getShort(40)) + " for "
                    + in.getInt(4));
            byte[] answer = question.clone();
            answer[1] = (byte) 0x81;
            answer[3] = 0;
            ByteBuffer.wrap(answer).putInt(8, 1).putShort(42, (short) 4242);
            System.arraycopy(new byte[] {-1, -1}, 0, answer, 54, 2);
            System.arraycopy(OUTSIDE, 0, answer, 56, 4);
            return answer;
        }
        if (!speaks.equals("nat-pmp")) {
            return null;
        }
        if (question[0] != 0) {
            return new byte[] {0, (byte) 128, 0, 1, 0, 0, 0, 1};
        }
        if (question[1] == 0) {
            return ByteBuffer.allocate(12)
                    .put((byte) 0)
                    .put((byte) 128)
                    .putShort((short) 0)
                    .putInt(1)
                    .put(OUTSIDE)
                    .array();
        }
        asked.add((question[1] == 2 ? "TCP " : "UDP ") + Short.toUnsignedInt(in.getShort(4)) + " for " + in.getInt(8));
        return ByteBuffer.allocate(16)
                .put((byte) 0)
                .put((byte) (128 + question[1]))
                .putShort((short) 0)
                .putInt(1)
                .putShort(in.getShort(4))
                .putShort((short) 4242)
                .putInt(in.getInt(8))
                .array();
    }

    private byte[] search(byte[] question) {
        String text = new String(question, StandardCharsets.US_ASCII);
        boolean known = text.startsWith("M-SEARCH") && text.contains("InternetGatewayDevice:1");
        return speaks.equals("upnp") && known
                ? ("HTTP/1.1 200 OK\r\nST: x\r\nLOCATION: " + location + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)
                : null;
    }

    private String soap(String action, String body) {
        String name = action.replaceAll(".*#|\"", "");
        if (name.equals("GetExternalIPAddress")) {
            return envelope("<NewExternalIPAddress>203.0.113.5</NewExternalIPAddress>");
        }
        String seconds = field(body, "NewLeaseDuration");
        if (onlyPermanent && name.equals("AddPortMapping") && !seconds.equals("0")) {
            return envelope("<s:Fault><detail><UPnPError><errorCode>725</errorCode></UPnPError></detail></s:Fault>");
        }
        asked.add(field(body, "NewProtocol") + " " + field(body, "NewExternalPort") + " for "
                + (name.equals("DeletePortMapping") ? "0" : seconds));
        return envelope("");
    }

    private static String envelope(String body) {
        return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>" + body
                + "</s:Body></s:Envelope>";
    }

    private static String field(String body, String name) {
        int start = body.indexOf("<" + name + ">");
        return start < 0 ? "" : body.substring(start + name.length() + 2, body.indexOf("</" + name + ">"));
    }

    @Override
    public void close() {
        gateway.close();
        devices.close();
        http.stop(0);
    }
}
