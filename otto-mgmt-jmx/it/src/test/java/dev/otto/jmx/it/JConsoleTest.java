package dev.otto.jmx.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JDK's JConsole in a real window, on a display that nobody sees. Its pictures lie in {@code
 * target/jconsole} afterwards; those in docs/pictures were made so. Skipped where there is no Xvfb,
 * unless OTTO_REQUIRE_JCONSOLE is set.
 */
@Tag("jconsole")
class JConsoleTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Path PICTURES = Path.of("target/jconsole").toAbsolutePath();
  private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();
  private static final String MODEL = StandInOpenCode.demoModels().getFirst().ref().toString();

  private static Process display;
  private static String displayNumber;

  @TempDir Path home;

  @BeforeAll
  static void openDisplay() throws IOException {
    assumeTrue(System.getenv("OTTO_REQUIRE_JCONSOLE") != null || onPath("Xvfb"), "no Xvfb");
    display = new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24").start();
    var said = new BufferedReader(new InputStreamReader(display.getInputStream(), UTF_8));
    displayNumber = said.readLine();
    Files.createDirectories(PICTURES);
    for (File old : PICTURES.toFile().listFiles()) {
      assertTrue(old.delete());
    }
  }

  @AfterAll
  static void closeDisplay() {
    if (display != null) {
      display.destroy();
    }
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
      visit(home, VisitFromHere.class, List.of(), String.valueOf(demo.pid()), MODEL);
      assertPictures("catalog", "flow-default", "notification");
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
      assertPictures("login", "read-only", "remote");
      String shown = demo.ottoctl("model", "defaults", "show");
      assertTrue(shown.contains("scheduledTasks\t" + MODEL + "\n"), shown);
      String audit = demo.ottoctl("audit", "-o", "json");
      assertTrue(audit.contains("\"actor\":\"operator\",\"surface\":\"jmx\""), audit);
    }
  }

  private static void assertPictures(String... names) throws IOException {
    for (String name : names) {
      File file = PICTURES.resolve("jconsole-" + name + ".png").toFile();
      assertTrue(file.exists(), name);
      assertTrue(ImageIO.read(file).getWidth() > 800, name);
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
    return visit(
        remote.folder(), VisitFromAfar.class, remote.trust(), remote.address(), user, MODEL);
  }

  private static String visit(
      Path folder, Class<?> visitor, List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(DemoProcess.java()));
    command.addAll(List.of("--add-exports", "jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", CLASSES.toString(), visitor.getName(), PICTURES.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("DISPLAY", ":" + displayNumber);
    builder.environment().put("PASSWORD", RemoteAccess.PASSWORD);
    Process console = builder.start();
    String said = new String(console.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, console.waitFor(), said);
    return said;
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
