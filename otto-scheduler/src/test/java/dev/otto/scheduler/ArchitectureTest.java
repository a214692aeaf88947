package dev.otto.scheduler;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Who may know whom; see docs for the reasons. */
class ArchitectureTest {
  private static final String SCHEDULER = "dev.otto.scheduler";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.otto");

  @Test
  void theModelTypesKnowNothingButJavaLoggingAndJsonStreaming() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.otto.models")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        "dev.otto.models",
                        "dev.otto.models.event",
                        "dev.otto.models.log",
                        "java..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "com.fasterxml.jackson.core..")
                    .and(resideOutsideOfPackages("java.net.http..", "java.sql.."))));
  }

  @Test
  void thePluginKnowsQuartzOnlyWhereItPlugsIn() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.models..")
            .and()
            .resideOutsideOfPackage("dev.otto.models.quartz..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.quartz.."));
  }

  @Test
  void thePluginSpeaksHttpOnlyInOnePlace() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.models..")
            .and()
            .resideOutsideOfPackage("dev.otto.models.opencode..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.HttpURLConnection")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket"));
  }

  @Test
  void theManagementBeansKnowThePluginAndTheJdk() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.otto.jmx..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    "dev.otto.jmx..",
                    "dev.otto.models..",
                    "java..",
                    "javax.management..",
                    "org.quartz..",
                    "org.slf4j..",
                    "org.jspecify..")));
  }

  @Test
  void thePluginKnowsNobodyOfOurs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.models..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.otto..").and(resideOutsideOfPackages("dev.otto.models.."))));
  }

  @Test
  void nobodyKnowsTheDaemon() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.otto.scheduler..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.otto.scheduler.."));
  }

  @Test
  void theWireContractAndTheRulesForLocalFilesKnowNobody() {
    knowsNothingBut("dev.otto.wire..", "java..", "org.jspecify..");
    // The local certificate is trusted by the rules of Java itself, whose TLS is in javax.
    knowsNothingBut("dev.otto.local..", "java..", "javax.net.ssl..", "org.jspecify..");
  }

  private static void knowsNothingBut(String ours, String... others) {
    check(
        classes()
            .that()
            .resideInAPackage(ours)
            .should()
            .onlyDependOnClassesThat(resideInAPackage(ours).or(resideInAnyPackage(others))));
  }

  @Test
  void theWebToolkitKnowsTheWireContractAndNoFeature() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.web..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.otto..")
                    .and(resideOutsideOfPackages("dev.otto.web..", "dev.otto.wire.."))));
  }

  @Test
  void theControlPlaneKnowsTheWireContractAndNothingElseOfOurs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.controlplane..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.otto.models..", "dev.otto.scheduler..", "dev.otto.ctl.."));
  }

  @Test
  void thePagesSeeNeitherTheWebServerNorTheWayToOtto() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.controlplane..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.helidon.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.controlplane..")
            .and()
            .resideOutsideOfPackages("dev.otto.controlplane", "dev.otto.controlplane.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http.."));
  }

  @Test
  void sqlIsSpokenByRepositoriesOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.scheduler..")
            .and()
            .resideOutsideOfPackage("dev.otto.scheduler.database..")
            .and()
            .haveNameNotMatching(".*Repository(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite..", "org.flywaydb.."));
  }

  /** Also through the transaction, which takes statements as text. */
  @Test
  void statementsStandInRepositoriesOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.scheduler..")
            .and()
            .resideOutsideOfPackage("dev.otto.scheduler.database..")
            .and()
            .haveNameNotMatching(".*Repository(\\$.*)?")
            .should()
            .callMethodWhere(target(owner(name("dev.otto.scheduler.database.Tx")))));
  }

  @Test
  void theWebServerIsSeenByTheToolkitOnlyAndItsSecurityByTheHttpPackage() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.scheduler..")
            .and()
            .resideOutsideOfPackage("dev.otto.scheduler.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.helidon.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.scheduler.http..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.helidon..")
                    .and(resideOutsideOfPackages("io.helidon.security.."))));
  }

  @Test
  void jsonIsMappedInOneWay() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.otto.scheduler..", "dev.otto.controlplane..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson.annotation.."));
  }

  @Test
  void beansAndRemoteCallsStayInTheirPackage() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.scheduler..")
            .and()
            .resideOutsideOfPackage("dev.otto.scheduler.jmx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.rmi..", "javax.rmi..", "javax.management.remote..", "dev.otto.jmx.."));
  }

  @Test
  void timeEnvironmentAndRandomnessAreReadInMainOnly() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(SCHEDULER + "..", "dev.otto.controlplane..")
            .and()
            .doNotHaveFullyQualifiedName(SCHEDULER + ".Main")
            .and()
            .doNotHaveFullyQualifiedName("dev.otto.controlplane.ControlPlaneMain")
            .and()
            // The clock that Quartz reads by itself.
            .doNotHaveFullyQualifiedName(SCHEDULER + ".database.ClockReading")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(RandomGenerator.class, "getDefault")
            .orShould()
            .callMethod(ThreadLocalRandom.class, "current")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(SecureRandom.class));
  }

  @Test
  void onlyTheDaemonsWiringKnowsWhichBackendPrompts() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.otto.scheduler..")
            .and()
            .resideOutsideOfPackage("dev.otto.scheduler.daemon..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.otto.models.opencode.."));
  }

  @Test
  void packagesFormNoCycle() {
    check(slices().matching("dev.otto.(**)").should().beFreeOfCycles());
  }

  @Test
  void noClassIsNamedAfterNothingInParticular() {
    check(noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)"));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
