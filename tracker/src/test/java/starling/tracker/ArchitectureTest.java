package starling.tracker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "starling", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycle =
            slices().matching("starling.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule trackerAndPeerKeepApart = noClasses()
            .that()
            .resideInAPackage("starling.tracker..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("starling.peer..");

    @ArchTest
    static final ArchRule swarmsKnowNoProtocolAndNoSocket = noClasses()
            .that()
            .resideInAPackage("starling.tracker.swarm..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("starling.tracker.http..", "starling.tracker.web..", "java.nio.channels..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket");

    @ArchTest
    static final ArchRule swarmsReadNoClock = noClasses()
            .that()
            .resideInAPackage("starling.tracker.swarm..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.time.Clock.class);
}
