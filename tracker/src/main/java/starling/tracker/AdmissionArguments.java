package starling.tracker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import starling.tracker.admission.AddressQuota;
import starling.tracker.admission.AddressRange;
import starling.tracker.admission.Admission;
import starling.tracker.admission.TorrentList;
import starling.tracker.admission.TrustedProxies;

/** The arguments that say who is answered, and about what. */
final class AdmissionArguments {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--allow-list",
            paramLabel = "FILE",
            description = "Serve the torrents of this file alone: an info hash a line. Read again on SIGHUP.")
    private Path allowList;

    @Option(
            names = "--block-list",
            paramLabel = "FILE",
            description = "Serve all torrents but those of this file: an info hash a line. Read again on SIGHUP.")
    private Path blockList;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "ADDR[/BITS]",
            description = "Believe what a proxy at this address says in X-Forwarded-For; may be given several times.")
    private List<String> trustedProxies = List.of();

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            defaultValue = "200",
            description = "How much one address may ask a second; for 10 s what it saved up. This machine itself is "
                    + "never held back; 0 holds no one back. Default: ${DEFAULT-VALUE}")
    private int maxRequests;

    @Option(
            names = "--max-announces",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many announces are taken a second, of all together; more are told to come back later. "
                    + "0 takes all. Default: ${DEFAULT-VALUE}")
    private int maxAnnounces;

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "A name that this tracker is reached by, for browsers that publish; may be given several "
                    + "times. Addresses, names without a dot and *.local need not be given.")
    private List<String> hostNames = List.of();

    Admission admission() {
        if (allowList != null && blockList != null) {
            throw wrong("give one of --allow-list and --block-list");
        }
        return new Admission(
                list(),
                quota("--max-requests", maxRequests).map(aSecond -> AddressQuota.ofEach(aSecond, System::nanoTime)),
                quota("--max-announces", maxAnnounces).map(aSecond -> AddressQuota.ofAll(aSecond, System::nanoTime)));
    }

    TrustedProxies proxies() {
        List<AddressRange> ranges = new ArrayList<>();
        for (String proxy : trustedProxies) {
            ranges.add(AddressRange.parse(proxy)
                    .orElseThrow(
                            () -> wrong("--trusted-proxy takes an address, or a range as 10.0.0.0/8, not " + proxy)));
        }
        return new TrustedProxies(List.copyOf(ranges));
    }

    Set<String> hostNames() {
        return hostNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private Optional<TorrentList> list() {
        if (allowList == null && blockList == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    allowList != null
                            ? TorrentList.read(allowList, TorrentList.Mode.ALLOW)
                            : TorrentList.read(blockList, TorrentList.Mode.BLOCK));
        } catch (IOException unusable) {
            throw new ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
        }
    }

    private Optional<Integer> quota(String option, int aSecond) {
        if (aSecond < 0) {
            throw wrong(option + " must be 0 or more, not " + aSecond);
        }
        return aSecond == 0 ? Optional.empty() : Optional.of(aSecond);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
