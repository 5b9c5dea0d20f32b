package starling.tracker;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import starling.tracker.swarm.AnnounceTerms;

/** The arguments that say what peers are told and held to. */
final class TermsArguments {
    private static final int MOST_PEERS = 1_000;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "30m",
            converter = IntervalConverter.class,
            description = "How often peers are told to announce: 90s, 30m, 1h. Default: ${DEFAULT-VALUE}")
    private Duration interval;

    @Option(
            names = "--min-interval",
            paramLabel = "DURATION",
            converter = IntervalConverter.class,
            description = "How soon they may announce again. Default: 1m, or the interval where that is shorter")
    private Duration minInterval;

    @Option(
            names = "--peer-lifetime",
            paramLabel = "DURATION",
            converter = IntervalConverter.class,
            description = "A peer that is silent for so long is forgotten. Default: twice the interval")
    private Duration peerLifetime;

    @Option(
            names = "--max-peers",
            paramLabel = "N",
            description = "How many peers an answer names at most. Default: 200")
    private Integer maxPeers;

    AnnounceTerms terms() {
        AnnounceTerms usual = AnnounceTerms.every(interval);
        AnnounceTerms terms = new AnnounceTerms(
                interval,
                minInterval == null ? usual.minInterval() : minInterval,
                peerLifetime == null ? usual.peerLifetime() : peerLifetime,
                maxPeers == null ? usual.mostPeers() : maxPeers);
        if (terms.minInterval().compareTo(interval) > 0) {
            throw wrong("--min-interval must not be longer than --interval");
        }
        if (terms.peerLifetime().compareTo(interval) <= 0) {
            throw wrong("--peer-lifetime must be longer than --interval");
        }
        if (terms.mostPeers() < 0 || terms.mostPeers() > MOST_PEERS) {
            throw wrong("--max-peers must be 0 to " + MOST_PEERS + ", not " + maxPeers);
        }
        return terms;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
