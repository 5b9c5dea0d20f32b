package starling.tracker;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/** The log in a file, in place of stderr: FILE, and older ones as FILE.1 to FILE.4. */
final class LogFile {
    static final int FILES = 5;

    private static final FileSize MAX_SIZE = new FileSize(10 * FileSize.MB_COEFFICIENT);
    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss} %-5level %logger{0}: %msg%n%ex{5}";

    private LogFile() {}

    /** From now on all is logged there. */
    static void use(Path file) throws IOException {
        use(file, MAX_SIZE, (LoggerContext) LoggerFactory.getILoggerFactory());
    }

    /**
     * @param maxSize about how long one of the files gets
     * @throws IOException where it cannot be written
     */
    static void use(Path file, FileSize maxSize, LoggerContext context) throws IOException {
        Path path = file.toAbsolutePath();
        Files.createDirectories(path.getParent());
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                .close();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setFile(path.toString());
        FixedWindowRollingPolicy older = new FixedWindowRollingPolicy();
        older.setContext(context);
        older.setParent(appender);
        older.setFileNamePattern(path + ".%i");
        older.setMinIndex(1);
        older.setMaxIndex(FILES - 1);
        older.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(maxSize);
        // looks at every line: there are few, and a burst must not grow past the bound
        size.setCheckIncrement(Duration.buildByMilliseconds(0));
        size.start();
        appender.setRollingPolicy(older);
        appender.setTriggeringPolicy(size);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
    }
}
