package dev.otto.scheduler;

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
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.management.ObjectName;
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
  private static final Path PICTURES = Path.of("target/jconsole");

  @TempDir Path home;

  @Test
  void aDefaultEditedInTheTableIsInTheFileAndInTheNextRunAndItsNotificationIsShown()
      throws Exception {
    assumeTrue(System.getenv("OTTO_REQUIRE_JCONSOLE") != null || onPath("Xvfb"), "no Xvfb");
    Path config = home.resolve("config.jsonc");
    Files.writeString(
        config,
        """
        {
          // mine, and to stay
          "modelManagement": {"flowDefaults": {"scheduledTasks": null /* here */}}
        }
        """);
    String model = StandInOpenCode.demoModels().getFirst().ref().toString();
    Process display =
        new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24").start();
    try (DemoProcess demo = DemoProcess.start(home)) {
      String said = look(demo, number(display), model);
      for (String picture : List.of("catalog", "flow-default", "notification")) {
        File file = PICTURES.resolve("jconsole-" + picture + ".png").toFile();
        assertTrue(file.exists(), said);
        assertEquals(1180, ImageIO.read(file).getWidth());
      }
      assertEquals(
          """
          {
            // mine, and to stay
            "modelManagement": {"flowDefaults": {"scheduledTasks": "%s" /* here */}}
          }
          """
              .formatted(model),
          Files.readString(config));
      runNow(demo, "demo-flow-default");
      await().atMost(LONG).until(() -> demo.output().contains("served " + model));
    } finally {
      display.destroy();
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

  private static String look(DemoProcess demo, String display, String model) throws Exception {
    Files.createDirectories(PICTURES);
    for (File old : PICTURES.toFile().listFiles()) {
      assertTrue(old.delete());
    }
    var builder =
        new ProcessBuilder(
                DemoProcess.java(),
                "--add-exports",
                "jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED",
                "-cp",
                "target/test-classes",
                JConsole.class.getName(),
                String.valueOf(demo.pid()),
                PICTURES.toString(),
                model)
            .redirectErrorStream(true);
    builder.environment().put("DISPLAY", ":" + display);
    Process console = builder.start();
    String said = new String(console.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, console.waitFor(), said);
    return said;
  }

  private static String number(Process display) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(display.getInputStream(), UTF_8));
    return String.valueOf(reader.readLine());
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
