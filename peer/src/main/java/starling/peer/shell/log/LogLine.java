package starling.peer.shell.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

/** An event as a line: text for people, where nothing from outside can pass for another line, or a JSON object. */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final boolean json;

    LogLine(boolean json) {
        this.json = json;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return json ? json(event) : text(event);
    }

    private static String text(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(' ').append(String.format("%-5s", event.getLevel())).append(' ');
        line.append(name(event)).append(" - ").append(Format.name(event.getFormattedMessage()));
        line.append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static String json(ILoggingEvent event) {
        return JsonLine.of(line -> {
                    line.writeStringField(
                            "time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
                    line.writeStringField("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
                    line.writeStringField("logger", name(event));
                    line.writeStringField("thread", event.getThreadName());
                    line.writeStringField("message", event.getFormattedMessage());
                    if (event.getThrowableProxy() != null) {
                        line.writeStringField("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
                    }
                })
                + System.lineSeparator();
    }

    private static String name(ILoggingEvent event) {
        return event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1);
    }
}
