package starling.peer.shell.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import starling.peer.shell.text.Alike;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

/**
 * Gives the options that the command line left out the values they have elsewhere. In rising order: the user's file
 * ({@code $XDG_CONFIG_HOME/starling/config.toml}), the home's ({@code .starling/config.toml}), the environment
 * ({@code STARLING_…}), the command line.
 */
public final class Configuration {
    private static final String FILE = "config.toml";
    private static final String HOME = "home";

    private final Supplier<CommandSpec> sample;
    private final Map<String, String> environment;
    private final Map<String, Setting> given = new TreeMap<>();

    /** @param sample a command of the same options, on which values are tried */
    public Configuration(Supplier<CommandSpec> sample, Map<String, String> environment) {
        this.sample = sample;
        this.environment = environment;
    }

    /** The file of a user, for all homes. */
    public static Path userFile(Map<String, String> environment) {
        String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = folder.startsWith("/") ? Path.of(folder) : Path.of(System.getProperty("user.home"), ".config");
        return config.resolve("starling").resolve(FILE);
    }

    /** The file of a home. */
    public static Path homeFile(Path home) {
        return home.resolve(".starling").resolve(FILE);
    }

    /**
     * Sets what the command line left out.
     *
     * @return every option, as it stands now
     * @throws CommandFailure in one line, with file and line, where a name or a value is wrong
     */
    public List<Setting> complete(ParseResult parsed) {
        CommandSpec command = parsed.commandSpec();
        List<Setting> user = ConfigFile.read(userFile(environment));
        user.forEach(setting -> take(command, setting));
        List<Setting> variables = variables(command);
        variables.forEach(setting -> take(command, setting));
        for (Setting setting : ConfigFile.read(homeFile(home(parsed)))) {
            if (setting.name().equals(HOME)) {
                throw wrong(setting, "a home cannot name another: set it in " + userFile(environment));
            }
            take(command, setting);
        }
        variables.forEach(setting -> take(command, setting));
        return Options.of(command).stream()
                .map(option -> settle(parsed, option))
                .toList();
    }

    private void take(CommandSpec command, Setting setting) {
        if (Options.named(command, setting.name()).isEmpty()) {
            List<String> names = Options.of(command).stream().map(Options::name).toList();
            throw wrong(
                    setting,
                    "there is no setting '" + Format.name(setting.name()) + "'"
                            + Alike.to(setting.name(), names)
                                    .map(name -> ", perhaps you mean '" + name + "'")
                                    .orElse("")
                            + ": 'help config' says where they are listed");
        }
        given.put(setting.name(), setting);
    }

    private List<Setting> variables(CommandSpec command) {
        List<Setting> found = new ArrayList<>();
        for (OptionSpec option : Options.of(command)) {
            String variable = Options.variable(Options.name(option));
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                List<String> values = option.isMultiValue() ? List.of(value.split(",")) : List.of(value);
                found.add(new Setting(Options.name(option), values, new Source.Environment(variable)));
            }
        }
        return found;
    }

    private Path home(ParseResult parsed) {
        OptionSpec option = Options.named(parsed.commandSpec(), HOME).orElseThrow();
        Setting setting = given.get(HOME);
        return !parsed.hasMatchedOption(option) && setting != null ? (Path) value(option, setting) : option.getValue();
    }

    private Setting settle(ParseResult parsed, OptionSpec option) {
        String name = Options.name(option);
        Setting setting = given.get(name);
        Object value = setting == null ? null : value(option, setting);
        if (parsed.hasMatchedOption(option)) {
            return new Setting(
                    name, parsed.matchedOption(option.longestName()).originalStringValues(), new Source.CommandLine());
        }
        if (setting != null) {
            option.setValue(value);
            return setting;
        }
        return new Setting(
                name, Optional.ofNullable(option.defaultValue()).stream().toList(), new Source.Unset());
    }

    /** Tries a setting on a command of its own: picocli's rules for flags that default to true are not those of people. */
    private Object value(OptionSpec option, Setting setting) {
        boolean path = option.typeInfo().getType() == Path.class;
        String[] words = setting.values().stream()
                .map(value -> option.longestName() + "=" + (path ? atUser(value) : value))
                .toArray(String[]::new);
        CommandLine trial = new CommandLine(sample.get());
        try {
            trial.parseArgs(words);
        } catch (ParameterException refused) {
            throw wrong(setting, setting.name() + ": " + reason(refused));
        }
        return trial.getCommandSpec().findOption(option.longestName()).getValue();
    }

    private static String atUser(String value) {
        return value.startsWith("~/") ? System.getProperty("user.home") + value.substring(1) : value;
    }

    /** Picocli's own words begin with the option, which was no part of what was written. */
    private static String reason(ParameterException refused) {
        String message = refused.getMessage().lines().findFirst().orElse("is wrong");
        return message.replaceFirst("^Invalid value for option '[^']*'(?: \\([^)]*\\))?: ", "");
    }

    private static CommandFailure wrong(Setting setting, String what) {
        return setting.source() instanceof Source.File file
                ? ConfigFile.wrong(file.path(), file.line(), what)
                : new CommandFailure(ExitCode.USAGE, ((Source.Environment) setting.source()).variable() + ": " + what);
    }
}
