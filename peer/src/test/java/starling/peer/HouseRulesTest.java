package starling.peer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the design that a compiler does not know. */
@AnalyzeClasses(packages = "starling.peer", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    private static final String POLICY = "starling.peer.policy..";

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLE =
            slices().matching("starling.peer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CYCLE_OF_ROOMS =
            slices().matching("starling.peer.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_TRACKER =
            noClasses().should().dependOnClassesThat().resideInAPackage("starling.tracker..");

    @ArchTest
    static final ArchRule POLICY_DOES_NO_IO = noClasses()
            .that()
            .resideInAPackage(POLICY)
            .should()
            .dependOnClassesThat(describe("do I/O", HouseRulesTest::doesIo));

    @ArchTest
    static final ArchRule POLICY_KNOWS_NO_THREADS = noClasses()
            .that()
            .resideInAPackage(POLICY)
            .should()
            .dependOnClassesThat(describe(
                    "are about threads",
                    type -> type.getName().equals("java.lang.Thread")
                            || type.getPackageName().startsWith("java.util.concurrent")));

    @ArchTest
    static final ArchRule POLICY_READS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage(POLICY)
            .should()
            .accessTargetWhere(describe("a clock", HouseRulesTest::readsClock));

    @ArchTest
    static final ArchRule POLICY_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage(POLICY)
            .should()
            .dependOnClassesThat(describe(
                    "are other rooms of the peer",
                    type -> type.getPackageName().startsWith("starling.peer.")
                            && !type.getPackageName().startsWith("starling.peer.policy")));

    private static boolean doesIo(JavaClass type) {
        String name = type.getPackageName();
        return name.equals("java.io") && !type.getName().equals("java.io.Serializable")
                || name.startsWith("java.nio.channels")
                || name.startsWith("java.nio.file")
                || name.startsWith("java.net");
    }

    private static boolean readsClock(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        return owner.getName().equals("java.lang.System")
                        && (name.equals("currentTimeMillis") || name.equals("nanoTime"))
                || owner.getPackageName().equals("java.time")
                        && (name.equals("now") || name.startsWith("system") || name.startsWith("tick"))
                || owner.getName().equals("java.util.Date") && name.equals("<init>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"io", "thread", "lock", "clock", "time", "room"})
    void anOffenceIsSeen(String method) {
        JavaClasses offender = new ClassFileImporter().importPackages("starling.peer.policy.offender");

        assertThat(List.of(POLICY_DOES_NO_IO, POLICY_KNOWS_NO_THREADS, POLICY_READS_NO_CLOCK, POLICY_STANDS_ALONE))
                .anySatisfy(rule -> assertThat(
                                rule.evaluate(offender).getFailureReport().getDetails())
                        .anyMatch(detail -> detail.contains("Offender." + method + "(")));
    }
}
