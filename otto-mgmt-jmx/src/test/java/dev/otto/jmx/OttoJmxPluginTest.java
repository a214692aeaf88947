package dev.otto.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flows;
import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.SchedulerPlugin;

/** Real schedulers; the build runs this a second time on the oldest Quartz that is supported. */
class OttoJmxPluginTest {
  @TempDir private Path folder;
  private OfferedModels openCode;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b");
  }

  @AfterEach
  void stop() {
    openCode.close();
    assertEquals(Set.of(), Application.beans());
  }

  @Test
  void theBeansAreThereFromStartToShutdown() throws Exception {
    Scheduler scheduler = Application.create(Application.properties(folder, openCode, "mine"));
    assertEquals(Set.of(), Application.beans());
    scheduler.start();
    assertEquals(names("mine"), Application.beans());
    scheduler.standby();
    scheduler.start();
    assertEquals(names("mine"), Application.beans());
    scheduler.shutdown(true);
    assertEquals(Set.of(), Application.beans());
  }

  @Test
  void aSchedulerThatNeverStartedShutsDown() throws Exception {
    Application.create(Application.properties(folder, openCode, "idle")).shutdown(true);
    assertEquals(Set.of(), Application.beans());
  }

  @Test
  void severalSchedulersOfOneJvmAreManagedEachForItself() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (var one = Application.start(folder, openCode, "one");
        var two = Application.start(other, openCode, "two")) {
      one.set("FlowDefaults", "Heartbeat", "p/b");
      assertEquals("p/b", one.get("FlowDefaults", "Heartbeat"));
      assertEquals("inherit", two.get("FlowDefaults", "Heartbeat"));
      assertEquals(8, Application.beans().size());
    }
  }

  @Test
  void aNameThatNeedsQuotesGetsThem() throws Exception {
    try (var application = Application.start(folder, openCode, "a, b = \"c\" *")) {
      var name = new ObjectName("dev.otto:type=ModelCatalog,scheduler=\"a, b = \\\"c\\\" \\*\"");
      assertEquals(2, Application.SERVER.getAttribute(name, "Count"));
      assertTrue(application.scheduler().isStarted());
    }
  }

  @Test
  void aSchedulerThatComesBackHasItsOldNames() throws Exception {
    for (int start = 0; start < 3; start++) {
      try (var application = Application.start(folder, openCode, "again")) {
        assertEquals(names("again"), Application.beans());
        assertTrue(application.scheduler().isStarted());
      }
    }
  }

  @Test
  void schedulersOfTheSameNameInDifferentApplicationsAreToldApart() throws Exception {
    try (var application = Application.start(folder, openCode, "twin")) {
      var operator = new QuartzOperator(application.models(), application.scheduler());
      Supplier<String> actor = () -> "somebody";
      try (var beans =
          ModelBeans.register(Application.SERVER, "twin", application.models(), operator, actor)) {
        assertEquals(
            new ObjectName("dev.otto:type=JobModels,scheduler=twin,instance=2"),
            beans.name("JobModels"));
        assertTrue(Application.SERVER.isRegistered(beans.name("JobModels")));
        assertEquals(8, Application.beans().size());
      }
      assertEquals(names("twin"), Application.beans());
    }
  }

  @Test
  void aBeanMoreGoesWithTheOthers() throws Exception {
    try (var application = Application.start(folder, openCode, "host")) {
      var server = MBeanServerFactory.newMBeanServer();
      var operator = new QuartzOperator(application.models(), application.scheduler());
      var beans =
          ModelBeans.register(server, "host", application.models(), operator, () -> "somebody");
      var more =
          new ModelCatalogBean(
              application.models(),
              new BeanInput(operator, Flows.OTTOS, () -> "x"),
              beans.name("More"));
      beans.add("More", more.described());
      assertTrue(server.isRegistered(beans.name("More")));
      assertThrows(IllegalStateException.class, () -> beans.add("More", more.described()));
      beans.close();
      assertEquals(Set.of(), server.queryNames(new ObjectName("dev.otto:*"), null));
    }
  }

  @Test
  void withoutTheModelsPluginTheSchedulerGoesOnWithoutBeans() throws Exception {
    Path file = Application.properties(folder, openCode, "alone");
    String text = Files.readString(file).replaceAll("(?m)^org.quartz.plugin.otto\\..*$", "");
    Scheduler scheduler = Application.create(Files.writeString(file, text));
    scheduler.start();
    assertTrue(scheduler.isStarted());
    assertEquals(Set.of(), Application.beans());
    scheduler.shutdown(true);
  }

  /** Keeps a scheduler from starting after the others have started. */
  public static final class RefusingPlugin implements SchedulerPlugin {
    @Override
    public void initialize(String name, Scheduler scheduler, ClassLoadHelper helper) {}

    @Override
    public void start() {
      throw new IllegalStateException("not today");
    }

    @Override
    public void shutdown() {}
  }

  @Test
  void nothingIsLeftOfAStartThatFailed() throws Exception {
    String line = "org.quartz.plugin.zz.class = " + RefusingPlugin.class.getName();
    Scheduler scheduler =
        Application.create(Application.properties(folder, openCode, "failing", line));
    assertThrows(RuntimeException.class, scheduler::start);
    scheduler.shutdown(true);
    assertEquals(Set.of(), Application.beans());

    openCode.fail();
    String noWait = "org.quartz.plugin.otto.startupWait = 0";
    Path file = Application.properties(folder, openCode, "failing", noWait);
    assertThrows(Exception.class, () -> Application.create(file));
    assertEquals(Set.of(), Application.beans());
  }

  @Test
  void whatIsNoJobIsNoJob() throws Exception {
    try (var application = Application.start(folder, openCode, "jobless")) {
      var jobs = new QuartzJobs(application.scheduler(), Flows.OTTOS);
      assertFalse(jobs.find("").isPresent());
      assertFalse(jobs.find(".").isPresent());
      assertEquals("a.b", jobs.managed(new JobKey("b", "a")).key());
    }
  }

  @Test
  void withoutACatalogTheBeansSayWhyUntilThereIsOne() throws Exception {
    openCode.fail();
    String required = "org.quartz.plugin.otto.required = false";
    Scheduler scheduler =
        Application.create(Application.properties(folder, openCode, "early", required));
    scheduler.start();
    try {
      var catalog = new ObjectName("dev.otto:type=ModelCatalog,scheduler=early");
      var defaults = new ObjectName("dev.otto:type=FlowDefaults,scheduler=early");
      assertEquals(0, Application.SERVER.getAttribute(catalog, "Count"));
      assertEquals("none", Application.SERVER.getAttribute(catalog, "Source"));
      assertEquals("", Application.SERVER.getAttribute(catalog, "UpdatedAt"));
      assertEquals(-1L, Application.SERVER.getAttribute(catalog, "AgeSeconds"));
      String why = (String) Application.SERVER.getAttribute(catalog, "LastRefreshError");
      assertTrue(why.contains("500"), why);
      String refused =
          Application.refusal(
              () ->
                  Application.SERVER.setAttribute(
                      defaults, new Attribute("ScheduledTasks", "p/a")));
      assertEquals("No model can be checked, since there is no model catalog yet: " + why, refused);

      openCode.offer("a", "b");
      Application.SERVER.invoke(catalog, "refresh", new Object[0], new String[0]);
      assertEquals(2, Application.SERVER.getAttribute(catalog, "Count"));
      Application.SERVER.setAttribute(defaults, new Attribute("ScheduledTasks", "p/a"));
    } finally {
      scheduler.shutdown(true);
    }
  }

  @Test
  void aFlowOfTheApplicationsOwnIsShownAndChanged() throws Exception {
    String flows = "org.quartz.plugin.otto.flows = reports";
    Scheduler scheduler =
        Application.create(Application.properties(folder, openCode, "own", flows));
    scheduler.start();
    try {
      scheduler.addJob(
          JobBuilder.newJob(Jobs.Asking.class)
              .withIdentity("weekly")
              .usingJobData("otto.flow", "reports")
              .storeDurably()
              .build(),
          true);
      assertEquals("inherit", invoke("FlowDefaults", "showDefault", "reports"));
      String choice = "p/b policy=strict";
      assertEquals(
          "reports: " + choice, invoke("FlowDefaults", "changeDefault", "reports", choice));
      assertEquals(choice, invoke("FlowDefaults", "showDefault", "reports"));
      var explained = (CompositeData) invoke("ModelResolver", "explain", "reports");
      assertEquals("p/b", explained.get("model"));
      var jobs = new ObjectName("dev.otto:type=JobModels,scheduler=own");
      assertEquals(
          "DEFAULT.weekly: p/b (flow_default); flow reports; asks inherit",
          ((String[]) Application.SERVER.getAttribute(jobs, "Jobs"))[0]);
      assertEquals(
          "There is no flow \"report\"; the flows are interactiveAssistant, scheduledTasks,"
              + " heartbeat, watchdogFailures, reports",
          Application.refusal(() -> invoke("FlowDefaults", "showDefault", "report")));
    } finally {
      scheduler.shutdown(true);
    }
  }

  private static Object invoke(String type, String operation, String... arguments)
      throws Exception {
    String[] signature = new String[arguments.length];
    Arrays.fill(signature, String.class.getName());
    var name = new ObjectName("dev.otto:type=" + type + ",scheduler=own");
    return Application.SERVER.invoke(name, operation, arguments, signature);
  }

  private static Set<ObjectName> names(String scheduler) throws Exception {
    return Set.of(
        new ObjectName("dev.otto:type=ModelCatalog,scheduler=" + scheduler),
        new ObjectName("dev.otto:type=FlowDefaults,scheduler=" + scheduler),
        new ObjectName("dev.otto:type=ModelResolver,scheduler=" + scheduler),
        new ObjectName("dev.otto:type=JobModels,scheduler=" + scheduler));
  }
}
