package starling.peer.shell.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the peer logs: a file, and older ones as FILE.1 to FILE.3; never the terminal, which is the table's. */
public final class PeerLog {
    static final int FILES = 4;

    private static final FileSize MAX_SIZE = new FileSize(5 * FileSize.MB_COEFFICIENT);

    private PeerLog() {}

    /** From now on all is logged there; the file is made by the first line. */
    public static void start(Path file, LogOptions options) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            start(file, options.level(), options.json(), MAX_SIZE, context);
        }
    }

    /** @param maxSize about how long one of the files gets */
    static void start(Path file, Level level, boolean json, FileSize maxSize, LoggerContext context) {
        LazyFile appender = new LazyFile(file.toAbsolutePath(), json, maxSize);
        appender.setContext(context);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        // Libraries say more than anyone wants to know.
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.INFO);
        context.getLogger("starling").setLevel(level);
    }

    /** Opens its file for the first line: a home in which nothing happens gets no log. */
    private static final class LazyFile extends AppenderBase<ILoggingEvent> {
        private final Path file;
        private final boolean json;
        private final FileSize maxSize;
        private RollingFileAppender<ILoggingEvent> opened;

        LazyFile(Path file, boolean json, FileSize maxSize) {
            this.file = file;
            this.json = json;
            this.maxSize = maxSize;
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (opened == null) {
                opened = open();
            }
            if (opened.isStarted()) {
                opened.doAppend(event);
            }
        }

        private RollingFileAppender<ILoggingEvent> open() {
            LogLine line = new LogLine(json);
            line.setContext(context);
            line.start();
            LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
            encoder.setContext(context);
            encoder.setCharset(java.nio.charset.StandardCharsets.UTF_8);
            encoder.setLayout(line);
            encoder.start();
            RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
            appender.setContext(context);
            appender.setEncoder(encoder);
            appender.setFile(file.toString());
            Older older = new Older();
            older.setContext(context);
            older.setParent(appender);
            older.start();
            SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
            size.setContext(context);
            size.setMaxFileSize(maxSize);
            size.setCheckIncrement(Duration.buildByMilliseconds(0));
            size.start();
            appender.setRollingPolicy(older);
            appender.setTriggeringPolicy(size);
            appender.start();
            return appender;
        }

        @Override
        public void stop() {
            super.stop();
            if (opened != null) {
                opened.stop();
            }
        }
    }

    /** Moves each file to the next number; logback's own policies cannot, where a folder has a percent sign in its name. */
    private static final class Older extends RollingPolicyBase {
        @Override
        public void rollover() {
            try {
                for (int number = FILES - 1; number > 0; number--) {
                    Path newer = file(number - 1);
                    if (Files.exists(newer)) {
                        Files.move(newer, file(number), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            } catch (IOException failed) {
                throw new RolloverFailure(failed.toString(), failed);
            }
        }

        private Path file(int number) {
            return Path.of(getActiveFileName() + (number == 0 ? "" : "." + number));
        }

        @Override
        public String getActiveFileName() {
            return getParentsRawFileProperty();
        }
    }
}
