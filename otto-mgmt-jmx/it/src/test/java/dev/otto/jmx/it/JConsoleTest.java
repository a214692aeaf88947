package dev.otto.jmx.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.jmx.testing.Display;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JDK's JConsole in a real window, on a display that nobody sees. Its pictures lie in {@code
 * target/jconsole} afterwards; those in docs/pictures were made so.
 */
@Tag("jconsole")
class JConsoleTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Path PICTURES = Path.of("target/jconsole").toAbsolutePath();
  private static final String MODEL = StandInOpenCode.demoModels().getFirst().ref().toString();

  @AutoClose private static Display display;

  @TempDir Path home;

  @BeforeAll
  static void openDisplay() throws IOException {
    display = Display.open(PICTURES);
  }

  @Test
  void aDefaultEditedInTheTableIsInTheFileAndInTheNextRunAndItsNotificationIsShown()
      throws Exception {
    String before =
        """
        // mine, and to stay
        {
        \t"modelManagement" : {"flowDefaults": {  "scheduledTasks":null /* here */ ,}},

          "watchdog": { "enabled": false, }, # spaces at the end  \s
        }
        """
            .replace("#", "//")
            .replace("\n", "\r\n");
    Path config = Files.writeString(home.resolve("config.jsonc"), before);
    try (DemoProcess demo = DemoProcess.start(home)) {
      display.visit(home, VisitFromHere.class, List.of(), String.valueOf(demo.pid()), MODEL);
      display.assertPictures("catalog", "flow-default", "notification");
      assertEquals(before.replace("null", "\"" + MODEL + "\""), Files.readString(config));
      assertEquals(
          """
          interactiveAssistant	inherit
          scheduledTasks	%s
          heartbeat	inherit
          watchdogFailures	inherit
          """
              .formatted(MODEL),
          demo.ottoctl("model", "defaults", "show"));
      runNow(demo, "demo-flow-default");
      await().atMost(LONG).until(() -> demo.output().contains("served " + MODEL));
    }
  }

  @Test
  void overTlsAnOperatorChangesADefaultAndAViewerIsToldThatHeMayNot() throws Exception {
    RemoteAccess remote = RemoteAccess.prepare(home);
    try (DemoProcess demo = DemoProcess.start(home)) {
      String before = demo.ottoctl("model", "defaults", "show");
      String refused = visitFromAfar(remote, RemoteAccess.READER);
      assertTrue(refused.contains("Access denied! Invalid access level"), refused);
      assertEquals(before, demo.ottoctl("model", "defaults", "show"));

      visitFromAfar(remote, RemoteAccess.WRITER);
      display.assertPictures("login", "read-only", "remote");
      String shown = demo.ottoctl("model", "defaults", "show");
      assertTrue(shown.contains("scheduledTasks\t" + MODEL + "\n"), shown);
      String audit = demo.ottoctl("audit", "-o", "json");
      assertTrue(audit.contains("\"actor\":\"operator\",\"surface\":\"jmx\""), audit);
    }
  }

  /** Not while it runs anyway. */
  private static void runNow(DemoProcess demo, String job) throws Exception {
    var jobs = new ObjectName("dev.otto:type=Jobs,scheduler=otto");
    String[] signature = {String.class.getName()};
    try (var client = demo.attach()) {
      var beans = client.getMBeanServerConnection();
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(() -> beans.invoke(jobs, "runNow", new Object[] {job}, signature) != null);
    }
  }

  private static String visitFromAfar(RemoteAccess remote, String user) throws Exception {
    return display.visit(
        remote.folder(),
        VisitFromAfar.class,
        remote.trust(),
        remote.address(),
        user,
        RemoteAccess.PASSWORD,
        MODEL);
  }
}
