package starling.peer.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that a test started: its lines so far, its end, and the ways to end it. */
final class Running {
    /** How long anything may take before the test gives up: only a hang is ever this slow. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    private final String name;
    private final Process process;
    private final Writer input;
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private int openStreams = 2;

    private Running(String name, Process process) {
        this.name = name;
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        collect(process.getInputStream(), out);
        collect(process.getErrorStream(), err);
    }

    static Running start(String name, Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // the settings of whoever runs the tests are none of theirs; java asks for the home of the user, whatever HOME
        // is
        builder.environment().keySet().removeIf(key -> key.startsWith("STARLING_"));
        builder.environment().put("XDG_CONFIG_HOME", folder.resolve("settings").toString());
        builder.environment().put("HOME", folder.toString());
        // a proxy of the machine's must not come between programs that talk over loopback
        builder.environment()
                .keySet()
                .removeIf(key -> key.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return new Running(name, builder.start());
        } catch (IOException failed) {
            throw new AssertionError("cannot start " + command, failed);
        }
    }

    private void collect(InputStream stream, List<String> lines) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader text =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = text.readLine(); line != null; line = text.readLine()) {
                            synchronized (this) {
                                lines.add(line);
                                notifyAll();
                            }
                        }
                    } catch (IOException killed) {
                        // what it said until then is kept
                    } finally {
                        synchronized (this) {
                            openStreams--;
                            notifyAll();
                        }
                    }
                },
                name + " output");
        reader.setDaemon(true);
        reader.start();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    synchronized List<String> out() {
        return List.copyOf(out);
    }

    synchronized List<String> err() {
        return List.copyOf(err);
    }

    /** Waits for a line on stdout in which the pattern is found, whether it came already or comes later. */
    Matcher awaitOut(String pattern) {
        return await(out, Pattern.compile(pattern), 0);
    }

    /** As {@link #awaitOut}, after a number of lines that are of no interest. */
    Matcher awaitOut(String pattern, int linesToSkip) {
        return await(out, Pattern.compile(pattern), linesToSkip);
    }

    private synchronized Matcher await(List<String> lines, Pattern pattern, int linesToSkip) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int next = linesToSkip;
        while (true) {
            for (; next < lines.size(); next++) {
                Matcher matcher = pattern.matcher(lines.get(next));
                if (matcher.find()) {
                    return matcher;
                }
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (openStreams == 0 || millis <= 0) {
                throw new AssertionError((openStreams == 0 ? "ended without" : "did not say in time") + " '" + pattern
                        + "': " + transcript());
            }
            waitMillis(millis);
        }
    }

    /** Waits for a line on stdout; false where it ends without it. */
    boolean saysOrEnds(String line) {
        return saysOrEndsMatching(Pattern.quote(line));
    }

    /** As {@link #saysOrEnds}, for a pattern. */
    boolean saysOrEndsMatching(String pattern) {
        try {
            awaitOut(pattern);
            return true;
        } catch (AssertionError ended) {
            if (hasOpenStreams()) {
                throw ended;
            }
            return false;
        }
    }

    private synchronized boolean hasOpenStreams() {
        return openStreams > 0;
    }

    /** Waits until it has ended and all it said is here. Its exit code; of a signal, 128 and the signal's number. */
    int awaitExit() {
        return awaitExit(PATIENCE);
    }

    /** The same, of what takes its time by the clock. */
    synchronized int awaitExit(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (openStreams > 0 || process.isAlive()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new AssertionError("did not end in time: " + transcript());
            }
            // the end of the streams notifies; that of the process, which follows, does not
            waitMillis(openStreams > 0 ? millis : Math.min(millis, 20));
        }
        return process.exitValue();
    }

    private void waitMillis(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name, stop);
        }
    }

    /** Writes a line to its stdin. */
    void say(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException ended) {
            throw new AssertionError("it takes no more input: " + transcript(), ended);
        }
    }

    /** Ends its stdin. */
    void endInput() {
        try {
            input.close();
        } catch (IOException ended) {
            throw new AssertionError("it takes no more input: " + transcript(), ended);
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL, to it and to all that it started; returns when they are gone. */
    void kill() {
        List<ProcessHandle> family =
                new ArrayList<>(process.toHandle().descendants().toList());
        family.add(process.toHandle());
        family.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that it said, for messages. */
    synchronized String transcript() {
        return name + (process.isAlive() ? " (running)" : " (exit " + process.exitValue() + ")") + "\n  stdout:\n    "
                + String.join("\n    ", out) + "\n  stderr:\n    " + String.join("\n    ", err);
    }
}
