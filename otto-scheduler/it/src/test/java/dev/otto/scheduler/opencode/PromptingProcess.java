package dev.otto.scheduler.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.prompts.PromptingApplication;
import com.fasterxml.jackson.core.JsonFactory;
import dev.otto.models.quartz.OttoModelsPlugin;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.slf4j.Logger;

/** {@link PromptingApplication} on a Java of its own, compiled by that from its source. */
final class PromptingProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final PrintStream input;
  private final List<String> output = new CopyOnWriteArrayList<>();

  private PromptingProcess(Process process) {
    this.process = process;
    this.input = new PrintStream(process.getOutputStream(), true, UTF_8);
    Thread.ofVirtual().start(this::read);
  }

  static PromptingProcess start(Path java, Path folder, URI openCode) throws IOException {
    Path properties = folder.resolve("quartz.properties");
    Files.writeString(
        properties,
        """
        org.quartz.scheduler.instanceName = prompting
        org.quartz.threadPool.class = org.quartz.simpl.SimpleThreadPool
        org.quartz.threadPool.threadCount = 4
        org.quartz.plugin.otto.class = %s
        org.quartz.plugin.otto.openCodeUrl = %s
        org.quartz.plugin.otto.configFile = %s
        """
            .formatted(OttoModelsPlugin.class.getName(), openCode, folder.resolve("models.jsonc")));
    String source = PromptingApplication.class.getName().replace('.', '/') + ".java";
    return new PromptingProcess(
        new ProcessBuilder(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Path.of("src/test/java", source).toString(),
                properties.toString())
            .redirectErrorStream(true)
            .start());
  }

  /** Returns what the library needs, and nothing of the tests. */
  private static String classPath() {
    return Stream.of(
            OttoModelsPlugin.class,
            Scheduler.class,
            JsonFactory.class,
            Logger.class,
            Nullable.class)
        .map(it -> it.getProtectionDomain().getCodeSource().getLocation().toString())
        .map(it -> Path.of(URI.create(it)).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      lines.lines().forEach(output::add);
    } catch (IOException e) {
      output.add("no more output: " + e.getMessage());
    }
  }

  void send(String... words) {
    input.println(String.join("\t", words));
  }

  /** Waits for a line that begins so, and returns the rest of it. */
  String awaitLine(String beginning) {
    await("\"" + beginning + "\" in " + output)
        .atMost(PATIENCE)
        .until(() -> line(beginning) || !process.isAlive());
    return output.stream()
        .filter(it -> it.startsWith(beginning))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line \"" + beginning + "\" in " + output))
        .substring(beginning.length());
  }

  private boolean line(String beginning) {
    return output.stream().anyMatch(it -> it.startsWith(beginning));
  }

  /** Waits until it ends by itself, as it does where no thread holds it. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it goes on after " + output);
    }
    assertEquals(0, process.exitValue(), output::toString);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
