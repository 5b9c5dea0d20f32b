package starling.peer.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An nginx of a test's own, that serves a folder on loopback and logs what it was asked for. */
final class Nginx {
    private final int port;
    private final Path log;

    private Nginx(int port, Path log) {
        this.port = port;
        this.log = log;
    }

    static Nginx serve(Stage stage, Path folder) {
        String program = Foreign.program("nginx");
        Path prefix = stage.folder("nginx");
        int port = Foreign.freePort();
        Path log = prefix.resolve("access.log");
        // In one process, so that it runs as whoever runs the test, and ends with it.
        String configuration = String.join(
                "\n",
                "daemon off;",
                "master_process off;",
                "pid nginx.pid;",
                "error_log stderr;",
                "events { worker_connections 64; }",
                "http {",
                "  access_log access.log;",
                "  client_body_temp_path body;",
                "  proxy_temp_path proxy;",
                "  fastcgi_temp_path fastcgi;",
                "  uwsgi_temp_path uwsgi;",
                "  scgi_temp_path scgi;",
                "  server {",
                "    listen 127.0.0.1:" + port + ";",
                "    location /shared/ { alias '" + folder + "/'; }",
                "  }",
                "}",
                "");
        try {
            Files.writeString(prefix.resolve("nginx.conf"), configuration);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Running nginx = stage.start("nginx", program, "-p", prefix.toString(), "-c", "nginx.conf", "-e", "stderr");
        Foreign.await("nginx listens", nginx, () -> Foreign.listens(port));
        return new Nginx(port, log);
    }

    /** Where the folder is on the web. */
    String url() {
        return "http://127.0.0.1:" + port + "/shared/";
    }

    /** How many requests it has answered with parts of files. */
    long parts() {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.contains("\" 206 "))
                    .count();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
