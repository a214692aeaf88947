package dev.otto.models.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.jmx.testing.Display;
import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that attach to a fat jar of Spring Boot with a store in a database, behind a pool of
 * five: their threads have no class loader of the application's. Whatever they look at and change,
 * no connection is missing afterwards, and the next run has the model.
 */
@ParameterizedClass
@EnumSource
class AttachTest {
  private static final int TIMES = 100;
  private static final String BEAN = "dev.otto:scheduler=quartzScheduler,type=";
  private static final String REFRESHED = "5 models, 0 added, 0 removed";

  @TempDir static Path folder;
  private static OfferedModels openCode;
  private static JobDatabase database;
  private static Application application;

  @Parameter Store store;

  /** The database that the jobs are in. */
  private enum Store {
    H2,
    POSTGRESQL
  }

  @BeforeParameterizedClassInvocation
  static void start(Store store) throws Exception {
    Path own = Files.createTempDirectory(folder, "application");
    openCode = new OfferedModels("a", "b", "c", "d", "e");
    database = store == Store.H2 ? JobDatabase.h2(own) : JobDatabase.postgresql();
    var newsletter = new Newsletter(own, database);
    application = newsletter.startFatJar(newsletter.plugins(openCode));
    application.awaitLine("ran editorial with p/a");
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    application.close();
    database.close();
    openCode.close();
  }

  @Test
  void aProgramReadsAndChanges() throws Exception {
    String scheduler = "scheduler=quartzScheduler";
    try (var beans = application.beans()) {
      beans.await4Of(scheduler);
      for (int i = 0; i < TIMES; i++) {
        assertEquals(3, beans.get("JobModels," + scheduler, "Count"));
        beans.get("JobModels," + scheduler, "Jobs");
        beans.invoke("ModelResolver," + scheduler, "explainJob", "editorial");
        assertEquals(
            "DEFAULT.editorial: p/b",
            beans.invoke("JobModels," + scheduler, "setModel", "editorial", "p/b"));
      }
      assertEquals(REFRESHED, beans.invoke("ModelCatalog," + scheduler, "refresh"));
    }
    assertPoolIsFullAndTheNextRunHas("p/b");
  }

  @Test
  void jmxtermReadsAndChanges() throws Exception {
    var commands = new ArrayList<String>();
    for (int i = 0; i < TIMES; i++) {
      commands.add("get -b " + BEAN + "JobModels Jobs");
      commands.add("run -b " + BEAN + "ModelResolver explainJob editorial");
      commands.add("run -b " + BEAN + "JobModels setModel editorial p/c");
    }
    commands.add("run -b " + BEAN + "ModelCatalog refresh");
    String said = AttachedClients.jmxterm(folder, application.pid(), commands);
    assertEquals(TIMES, said.lines().filter("DEFAULT.editorial: p/c"::equals).count(), said);
    assertTrue(said.contains(REFRESHED), said);
    assertPoolIsFullAndTheNextRunHas("p/c");
  }

  @Test
  void jolokiaReadsAndChanges() throws Exception {
    String jolokia = AttachedClients.jolokia(application.pid());
    for (int i = 0; i < TIMES; i++) {
      AttachedClients.answer(jolokia + "read/" + BEAN + "JobModels/Jobs");
      AttachedClients.answer(jolokia + "exec/" + BEAN + "ModelResolver/explainJob/editorial");
      AttachedClients.answer(jolokia + "exec/" + BEAN + "JobModels/setModel/editorial/p!/d");
    }
    String refreshed = AttachedClients.answer(jolokia + "exec/" + BEAN + "ModelCatalog/refresh");
    assertTrue(refreshed.contains(REFRESHED), refreshed);
    assertPoolIsFullAndTheNextRunHas("p/d");
  }

  @Test
  @Tag("jconsole")
  void jconsoleReadsAndChanges() throws Exception {
    try (var display = Display.open(Path.of("target/jconsole").toAbsolutePath())) {
      String pid = String.valueOf(application.pid());
      String said = display.visit(folder, JConsoleVisit.class, List.of(), pid, "p/e");
      assertTrue(said.contains(REFRESHED), said);
      assertTrue(said.contains("DEFAULT.editorial: p/e"), said);
      display.assertPictures("jobs");
    }
    assertPoolIsFullAndTheNextRunHas("p/e");
  }

  private static void assertPoolIsFullAndTheNextRunHas(String model) throws Exception {
    try (var beans = application.beans()) {
      await().atMost(180, SECONDS).until(() -> beans.taken(Newsletter.POOL) == 0);
    }
    application.awaitLine("ran editorial with " + model);
  }
}
