package dev.otto.jmx.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A display of Xvfb that nobody sees, for programs that open a {@link JConsole} and take pictures
 * of it. A test that opens one is skipped where there is no Xvfb, unless OTTO_REQUIRE_JCONSOLE is
 * set.
 */
public final class Display implements AutoCloseable {
  private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Process server;
  private final String number;
  private final Path pictures;

  private Display(Process server, String number, Path pictures) {
    this.server = server;
    this.number = number;
    this.pictures = pictures;
  }

  /** Opens one whose visitors' pictures go into this folder, which is emptied. */
  public static Display open(Path pictures) throws IOException {
    assumeTrue(System.getenv("OTTO_REQUIRE_JCONSOLE") != null || onPath("Xvfb"), "no Xvfb");
    Files.createDirectories(pictures);
    for (File old : pictures.toFile().listFiles()) {
      assertTrue(old.delete());
    }
    Process server =
        new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24").start();
    var said = new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8));
    return new Display(server, said.readLine(), pictures);
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /**
   * Runs a program of this module on the display, in the folder, and returns what it said.
   *
   * @param options of Java
   * @param arguments behind the folder for pictures, which is the first
   */
  public String visit(Path folder, Class<?> visitor, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(JAVA.toString()));
    command.addAll(List.of("--add-exports", "jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", CLASSES.toString(), visitor.getName(), pictures.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("DISPLAY", ":" + number);
    Process console = builder.start();
    String said = new String(console.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, console.waitFor(), said);
    return said;
  }

  /** Asserts that visitors took these pictures. */
  public void assertPictures(String... names) throws IOException {
    for (String name : names) {
      File file = pictures.resolve("jconsole-" + name + ".png").toFile();
      assertTrue(file.exists(), name);
      assertTrue(ImageIO.read(file).getWidth() > 800, name);
    }
  }

  @Override
  public void close() {
    server.destroy();
  }
}
