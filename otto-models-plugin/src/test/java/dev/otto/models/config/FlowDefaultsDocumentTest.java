package dev.otto.models.config;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.FlowDefaultsChange.Changed;
import dev.otto.models.FlowDefaultsChange.Refused;
import dev.otto.models.FlowDefaultsChange.Unchanged;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowDefaultsDocumentTest {
  private static final ModelRef GPT = ModelRef.of("openai/gpt-5");
  private static final ModelRef CLAUDE = ModelRef.of("openrouter/anthropic/claude-sonnet-4.5");
  private static final String TEXT =
      """
      {
        // who answers
        "modelManagement": {"flowDefaults": {"heartbeat": "openai/gpt-5", "scheduledTasks": null}},
      }
      """;

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void write() throws IOException {
    path = folder.resolve("config.jsonc");
    Files.writeString(path, TEXT);
  }

  @Test
  void readsTheFourFlows() throws IOException {
    assertEquals(
        FlowDefaults.of(Map.of(Flow.HEARTBEAT, GPT)), new FlowDefaultsDocument(path).current());
  }

  @Test
  void inheritsEverythingWithoutAFile() throws IOException {
    Files.delete(path);
    var file = new FlowDefaultsDocument(path);
    assertEquals(FlowDefaults.none(), file.current());
    look(file);
    assertTrue(file.problem().isEmpty());

    file.set(Flow.HEARTBEAT, Optional.of(CLAUDE));
    assertEquals(file.current(), new FlowDefaultsDocument(path).current());
  }

  @Test
  void namesEveryProblemWithItsPlaceAndTheFlows() throws IOException {
    Files.writeString(
        path,
        "{\"modelManagement\": {\"flowDefaults\": {\n"
            + "  \"heartbeet\": null,\n  \"heartbeat\": \"gpt-5\",\n  \"scheduledTasks\": 7}}}");
    var e = assertThrows(BrokenFileException.class, () -> new FlowDefaultsDocument(path));

    assertEquals(List.of(2, 3, 4), e.problems().stream().map(Problem::line).toList());
    assertEquals(List.of(3, 16, 21), e.problems().stream().map(Problem::column).toList());
    for (Problem problem : e.problems()) {
      assertTrue(
          problem
              .message()
              .contains("interactiveAssistant, scheduledTasks, heartbeat, watchdogFailures"),
          problem.message());
    }
  }

  @Test
  void aChangeIsInForceAndInTheFileWhenItReturns() throws IOException {
    var file = new FlowDefaultsDocument(path);
    var change =
        assertInstanceOf(Changed.class, file.set(Flow.SCHEDULED_TASKS, Optional.of(CLAUDE)));

    assertEquals(Optional.of(CLAUDE), file.current().get(Flow.SCHEDULED_TASKS));
    assertEquals(file.current(), change.after());
    assertEquals(
        TEXT.replace("null", "\"openrouter/anthropic/claude-sonnet-4.5\""), Files.readString(path));
  }

  @Test
  void clearingWritesNull() throws IOException {
    var file = new FlowDefaultsDocument(path);
    file.set(Flow.HEARTBEAT, Optional.empty());
    assertEquals(TEXT.replace("\"openai/gpt-5\"", "null"), Files.readString(path));
    assertInstanceOf(Unchanged.class, file.set(Flow.HEARTBEAT, Optional.empty()));
  }

  @Test
  void appliesAChangeToTheFileAsItIsAtThatMoment() throws IOException {
    var file = new FlowDefaultsDocument(path);
    var heard = listen(file);
    var other = new FlowDefaultsDocument(path);
    other.set(Flow.WATCHDOG_FAILURES, Optional.of(CLAUDE));

    file.set(Flow.SCHEDULED_TASKS, Optional.of(GPT));

    assertEquals(Optional.of(CLAUDE), file.current().get(Flow.WATCHDOG_FAILURES));
    assertEquals(
        Optional.of(GPT), new FlowDefaultsDocument(path).current().get(Flow.SCHEDULED_TASKS));
    assertEquals(List.of("FILE", "REQUEST"), heard);
  }

  @Test
  void seesAHandEditWhileItRuns() throws IOException {
    try (var file = new FlowDefaultsDocument(path)) {
      var heard = listen(file);
      file.start();
      Files.writeString(path, TEXT.replace("null", "\"x/y\""));
      await().atMost(20, SECONDS).until(() -> !heard.isEmpty());
      assertEquals(List.of("FILE"), heard);
      assertTrue(file.current().get(Flow.SCHEDULED_TASKS).isPresent());
    }
  }

  @Test
  void aBrokenEditKeepsTheValuesAndWarnsOnce() throws IOException {
    var file = new FlowDefaultsDocument(path);
    try (var log = new Warnings()) {
      Files.writeString(path, "{\n  \"modelManagement\": {,\n}");
      look(file);
      look(file);

      assertEquals(Optional.of(GPT), file.current().get(Flow.HEARTBEAT));
      assertTrue(file.problem().orElseThrow().startsWith("line 2, "));
      assertEquals(1, log.messages.size());
      assertTrue(log.messages.get(0).contains("line 2, column "), log.messages.get(0));
      assertInstanceOf(Refused.class, file.set(Flow.HEARTBEAT, Optional.empty()));
      assertEquals("{\n  \"modelManagement\": {,\n}", Files.readString(path));
    }
    Files.writeString(path, TEXT);
    file.look();
    assertTrue(file.problem().isEmpty());
  }

  @Test
  void aFileThatIsHalfWrittenAtOneLookIsNoProblem() throws IOException {
    var file = new FlowDefaultsDocument(path);
    Files.writeString(path, "");
    file.look();
    Files.writeString(path, TEXT);
    look(file);
    assertTrue(file.problem().isEmpty());
  }

  @Test
  void aRemovedFileKeepsTheValuesAndAChangeWritesThemAll() throws IOException {
    var file = new FlowDefaultsDocument(path);
    Files.delete(path);
    look(file);
    assertEquals("the file is gone", file.problem().orElseThrow());

    file.set(Flow.SCHEDULED_TASKS, Optional.of(CLAUDE));

    assertTrue(file.problem().isEmpty());
    assertEquals(
        FlowDefaults.of(Map.of(Flow.HEARTBEAT, GPT, Flow.SCHEDULED_TASKS, CLAUDE)),
        new FlowDefaultsDocument(path).current());
  }

  @Test
  void changesNothingWhenTheChangeThrows() throws IOException {
    var file = new FlowDefaultsDocument(path);
    assertThrows(
        IllegalStateException.class,
        () ->
            file.change(
                defaults -> {
                  throw new IllegalStateException("stale");
                }));
    assertEquals(TEXT, Files.readString(path));
    assertEquals(Optional.of(GPT), file.current().get(Flow.HEARTBEAT));
  }

  @Test
  void aFailingListenerDoesNotStopAChange() throws IOException {
    var file = new FlowDefaultsDocument(path);
    file.onChange(
        (before, after, origin) -> {
          throw new IllegalStateException("listener");
        });
    assertInstanceOf(Changed.class, file.set(Flow.HEARTBEAT, Optional.empty()));
  }

  /** Twice, as a broken file counts only when it still is at the next look. */
  private static void look(FlowDefaultsDocument file) {
    file.look();
    file.look();
  }

  private static List<String> listen(FlowDefaultsDocument file) {
    var heard = new CopyOnWriteArrayList<String>();
    file.onChange((before, after, origin) -> heard.add(origin.name()));
    return heard;
  }

  private static final class Warnings extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(FlowDefaultsDocument.class.getName());
    private final List<String> messages = new ArrayList<>();

    Warnings() {
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().equals(Level.WARNING)) {
        messages.add(record.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
