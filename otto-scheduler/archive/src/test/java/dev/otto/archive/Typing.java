package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** An interactive shell on a terminal, and what somebody types there. */
final class Typing implements AutoCloseable {
  static final char KILL_LINE = 0x15;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String PROMPT = "what next? ";

  private final Process process;
  private final StringBuilder screen = new StringBuilder(); // guarded by this

  private Typing(Process process) {
    this.process = process;
  }

  /**
   * Returns when the shell prompts.
   *
   * @param shell sets its prompt to {@code $PROMPT}
   */
  static Typing in(String shell, Map<String, String> environment) throws IOException {
    // script makes the terminal; it takes keys from a pipe.
    var builder =
        new ProcessBuilder("script", "-qfec", "stty rows 50 cols 200; exec " + shell, "/dev/null");
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(Map.of("TERM", "dumb", "PROMPT", PROMPT, "SHELL", "/bin/sh"));
    var typing = new Typing(builder.redirectErrorStream(true).start());
    Thread.ofVirtual().start(typing::read);
    typing.awaitText(PROMPT);
    return typing;
  }

  private void read() {
    try (var out = new InputStreamReader(process.getInputStream(), UTF_8)) {
      for (int next = out.read(); next >= 0; next = out.read()) {
        show(Character.toString(next));
      }
    } catch (IOException e) {
      show(e.toString());
    }
  }

  private synchronized void show(String text) {
    screen.append(text);
  }

  private synchronized void clear() {
    screen.setLength(0);
  }

  /** What was written since the last line was begun, without the bell. */
  synchronized String screen() {
    return screen.toString().replace("\u0007", "");
  }

  /**
   * Types the line and presses the tabulator until this is on the screen; the dynamic part gives up
   * early on a busy machine.
   */
  void completes(String line, String... expected) throws IOException {
    clear();
    type(KILL_LINE + line);
    for (String text : expected) {
      try {
        await()
            .atMost(LONG)
            .pollInterval(Duration.ofMillis(500))
            .pollDelay(Duration.ZERO)
            .until(
                () -> {
                  type("\t");
                  return screen().contains(text);
                });
      } catch (ConditionTimeoutException e) {
        throw new AssertionError("\"" + text + "\" is not in:\n" + screen(), e);
      }
    }
  }

  private void awaitText(String text) {
    await().atMost(LONG).until(() -> screen().contains(text));
  }

  private void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  @Override
  public void close() {
    process.destroy(); // with it the terminal goes, and hangs up on the shell
    process.onExit().join();
  }
}
