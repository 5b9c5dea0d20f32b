package starling.peer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** What no code that meets strangers may use. */
@AnalyzeClasses(packages = "starling.peer", importOptions = ImportOption.DoNotIncludeTests.class)
class SecurityRulesTest {
    @ArchTest
    static final ArchRule NO_SERIALIZATION = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectInputStream")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectOutputStream");

    /** They decode bytes as text, which destroys an info hash. */
    @ArchTest
    static final ArchRule NO_LOSSY_DECODING = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.URLDecoder")
            .orShould()
            .accessTargetWhere(describe(
                    "a decoded query",
                    access -> access.getTargetOwner().getName().equals("java.net.URI")
                            && access.getName().equals("getQuery")));

    @ArchTest
    static final ArchRule SQL_IN_THE_STORES_ALONE =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("java.sql..", "org.sqlite..");

    /** What comes off a wire or out of a torrent becomes a path through SafePath. */
    @ArchTest
    static final ArchRule NO_PATH_OF_STRANGERS = noClasses()
            .that()
            .resideInAnyPackage(
                    "starling.peer.session..",
                    "starling.peer.discovery..",
                    "starling.peer.net..",
                    "starling.peer.policy..",
                    "starling.peer.storage..")
            .and()
            .doNotHaveSimpleName("TorrentRecords")
            .and()
            .doNotHaveSimpleName("MagnetRecords")
            .and()
            .doNotHaveSimpleName("FileSystemSync")
            .should()
            .accessTargetWhere(describe("a path of a text", SecurityRulesTest::makesPath));

    private static final Set<String> WALL_CLOCKS =
            Set.of("TorrentMaker", "Exchange", "PeerWatch", "TorrentDisk", "PeerLog");

    /** Waiting and rates are measured by the monotonic clock, which nobody sets. */
    @ArchTest
    static final ArchRule WALL_CLOCK_WHERE_A_DATE_IS_MEANT = noClasses()
            .that(describe(
                    "are not named here",
                    type -> !WALL_CLOCKS.contains(type.getSimpleName().isEmpty() ? "" : type.getSimpleName())))
            .should()
            .accessTargetWhere(describe("the wall clock", SecurityRulesTest::readsWallClock));

    private static boolean readsWallClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return owner.equals("java.lang.System") && name.equals("currentTimeMillis")
                || owner.equals("java.time.Instant") && name.equals("now")
                || owner.equals("java.time.Clock") && name.startsWith("system")
                || owner.equals("java.util.Date") && name.equals("<init>");
    }

    private static boolean makesPath(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return owner.equals("java.nio.file.Path") && access.getName().equals("of")
                || owner.equals("java.nio.file.Paths") && access.getName().equals("get")
                || owner.equals("java.io.File") && access.getName().equals("<init>");
    }
}
