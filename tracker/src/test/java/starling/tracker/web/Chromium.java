package starling.tracker.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium on a page of this machine, steered through its DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final List<Path> PLACES =
            List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://127\\.0\\.0\\.1:(\\d+)/.*");
    private static final Pattern PAGE =
            Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"(ws://127\\.0\\.0\\.1[^\"]*)\"");

    private final Process process;
    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int lastId;

    private Chromium(Process process, int port) throws Exception {
        this.process = process;
        HttpClient http = HttpClient.newHttpClient();
        URI fresh = URI.create("http://127.0.0.1:" + port + "/json/new?about:blank");
        String page = http.send(
                        HttpRequest.newBuilder(fresh)
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher address = PAGE.matcher(page);
        if (!address.find()) {
            throw new IOException("no page: " + page);
        }
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(address.group(1)), new Collector(messages))
                .get(30, TimeUnit.SECONDS);
    }

    /** Where the browser is; empty where it is not installed. */
    static Optional<Path> program() {
        return PLACES.stream().filter(Files::isExecutable).findFirst();
    }

    /** Arguments that keep the browser to itself. */
    static List<String> command(Path profile, String... more) {
        List<String> command = new ArrayList<>(List.of(
                program().orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--user-data-dir=" + profile));
        command.addAll(List.of(more));
        return command;
    }

    static Chromium start(Path profile) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command(profile, "--remote-debugging-port=0", "about:blank"));
        builder.environment().put("TMPDIR", profile.toString());
        Process process = builder.redirectErrorStream(true).start();
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher listening = LISTENING.matcher(line);
                if (listening.matches()) {
                    Thread drain = new Thread(() -> out.lines().forEach(ignored -> {}), "chromium-output");
                    drain.setDaemon(true);
                    drain.start();
                    return new Chromium(process, Integer.parseInt(listening.group(1)));
                }
            }
            throw new IOException("Chromium ended with " + process.waitFor());
        } catch (Exception failed) {
            end(process);
            throw failed;
        }
    }

    private record Collector(LinkedBlockingQueue<String> messages, StringBuilder text) implements WebSocket.Listener {
        Collector(LinkedBlockingQueue<String> messages) {
            this(messages, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    /** Sends a command and waits for its answer, as JSON. */
    String call(String method, String parameters) throws Exception {
        int id = ++lastId;
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .get(30, TimeUnit.SECONDS);
        return await("{\"id\":" + id + ",");
    }

    private String await(String beginning) throws Exception {
        while (true) {
            String message = messages.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new IOException("Chromium does not answer");
            }
            if (message.startsWith(beginning)) {
                return message;
            }
        }
    }

    /** Shows the page in a window of that width, and returns once it is loaded. */
    void open(String url, int width, boolean dark) throws Exception {
        call("Page.enable", "{}");
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":800,\"deviceScaleFactor\":1,\"mobile\":true}");
        call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + (dark ? "dark" : "light") + "\"}]}");
        messages.clear();
        call("Page.navigate", "{\"url\":\"" + url + "\"}");
        await("{\"method\":\"Page.loadEventFired\"");
    }

    /** The value of a JavaScript expression that gives text. */
    String evaluate(String expression) throws Exception {
        String answer = call("Runtime.evaluate", "{\"expression\":\"" + expression.replace("\"", "\\\"") + "\"}");
        Matcher value = Pattern.compile("\"value\":\"?(.*?)\"?}}}").matcher(answer);
        if (!value.find()) {
            throw new IOException("no value: " + answer);
        }
        return value.group(1);
    }

    @Override
    public void close() {
        socket.abort();
        end(process);
    }

    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
