package starling;

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
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the design that a compiler does not know. */
@AnalyzeClasses(packages = "starling", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    private static final Set<String> SOCKETS = Set.of(
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.MulticastSocket",
            "java.net.URL",
            "java.net.URLConnection",
            "java.net.HttpURLConnection");
    private static final Set<String> SOCKET_PACKAGES =
            Set.of("java.net.http", "java.nio.channels", "javax.net", "javax.net.ssl", "com.sun.net.httpserver");
    private static final Set<String> NAME_LOOKUPS =
            Set.of("getByName", "getAllByName", "getLocalHost", "getHostName", "getCanonicalHostName");
    private static final Set<String> THREAD_MAKERS = Set.of(
            "java.lang.Thread",
            "java.util.Timer",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.concurrent.ScheduledThreadPoolExecutor");

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLE =
            slices().matching("starling.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_SOCKET = noClasses()
            .should()
            .dependOnClassesThat(describe(
                    "open sockets",
                    type -> SOCKETS.contains(type.getName()) || SOCKET_PACKAGES.contains(type.getPackageName())));

    @ArchTest
    static final ArchRule NO_NAME_LOOKUP = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("starling.announce.AddressLiteral")
            .should()
            .accessTargetWhere(describe(
                    "a name service",
                    access -> access.getTargetOwner().getPackageName().equals("java.net")
                            && NAME_LOOKUPS.contains(access.getName())));

    @ArchTest
    static final ArchRule NO_THREAD = noClasses()
            .that()
            .resideOutsideOfPackage("starling.thread")
            .should()
            .dependOnClassesThat(describe("make threads", HouseRulesTest::makesThreads))
            .orShould()
            .accessTargetWhere(describe("the common pool", HouseRulesTest::usesCommonPool));

    @ArchTest
    static final ArchRule NO_THREAD_STARTED = noClasses()
            .should()
            .accessTargetWhere(describe(
                    "the start of a thread",
                    access -> access.getTargetOwner().isAssignableTo(Thread.class)
                            && access.getName().startsWith("start")));

    @ArchTest
    static final ArchRule NO_CLOCK =
            noClasses().should().accessTargetWhere(describe("a clock", HouseRulesTest::readsClock));

    private static boolean makesThreads(JavaClass type) {
        return THREAD_MAKERS.contains(type.getName());
    }

    /** What takes an executor as its last argument, but was given none. */
    private static boolean usesCommonPool(JavaAccess<?> access) {
        String target = access.getTarget().getFullName();
        return access.getName().equals("parallelStream")
                || access.getName().equals("parallel")
                || target.startsWith("java.util.concurrent.CompletableFuture.")
                        && access.getName().endsWith("Async")
                        && !target.endsWith("java.util.concurrent.Executor)");
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

    /** Breaks each rule, so that a rule that lets everything pass is seen. */
    static final class Offender {
        void socket() throws Exception {
            new Socket().close();
        }

        void channel() throws Exception {
            DatagramChannel.open().close();
        }

        void lookup() throws Exception {
            java.net.InetAddress.getByName("127.0.0.1");
        }

        void thread() {
            new Thread(() -> {}).start();
        }

        void pool() {
            Executors.newCachedThreadPool();
        }

        void commonPool() {
            CompletableFuture.runAsync(() -> {});
        }

        void parallel() {
            List.of().parallelStream();
        }

        long clock() {
            return System.currentTimeMillis() + System.nanoTime();
        }

        Object time() {
            return List.of(Instant.now(), LocalDate.now(), Clock.systemUTC());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel", "lookup", "thread", "pool", "commonPool", "parallel", "clock", "time"})
    void anOffenceIsSeen(String method) {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);

        assertThat(List.of(NO_SOCKET, NO_NAME_LOOKUP, NO_THREAD, NO_THREAD_STARTED, NO_CLOCK))
                .anySatisfy(rule -> assertThat(
                                rule.evaluate(offender).getFailureReport().getDetails())
                        .anyMatch(detail -> detail.contains("Offender." + method + "(")));
    }
}
