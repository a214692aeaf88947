package dev.otto.scheduler.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.daemon.RunRows;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.notify.NotificationProfiles;
import dev.otto.scheduler.notify.NotificationRepository;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.run.SystemWork.Assignment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class HeartbeatTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final SettableClock clock = new SettableClock(NOON);
  @Parameter private TestDatabase on;
  private Database database;
  private RunRows runs;
  private NotificationProfiles profiles;
  private Notifications notifications;
  private Heartbeat heartbeat;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = on.open(folder);
    runs = new RunRows(database);
    profiles = new NotificationProfiles(database, clock, ZoneOffset.UTC);
    notifications = new Notifications(database, profiles, Optional.empty(), clock);
    heartbeat = new Heartbeat(database, profiles, notifications);
  }

  @AfterEach
  void close() {
    notifications.close();
    database.close();
  }

  @Test
  void asksTheModelToWordWhatRanAndTellsItsAnswer() {
    runs.succeeded("1", "report", NOON.minusSeconds(600), "fallback_global_default");
    runs.failed("2", "report", NOON.minusSeconds(300), "timeout");
    runs.lost("3", "tidy", NOON.minusSeconds(200));
    runs.succeeded("4", "system-heartbeat", NOON.minusSeconds(100), "flow_default");
    Assignment.AskModel ask = assertInstanceOf(Assignment.AskModel.class, begin("run"));
    assertTrue(
        ask.prompt()
            .endsWith(
                """
                Since 20 Nov 09:00: 1 succeeded, 2 failed, 1 on a fallback model; at least 120 tokens, $0.0100.
                - report: 1 succeeded, 1 failed (last: timeout), 1 on a fallback model
                - tidy: 0 succeeded, 1 failed (last: lost)
                """),
        ask.prompt());
    ask.deliver().accept(Optional.of("Two of three failed."));
    assertEquals(List.of("Two of three failed."), told());
  }

  @Test
  void tellsTheFactsWhenTheModelDoesNotAnswer() {
    runs.failed("1", "report", NOON.minusSeconds(300), "timeout");
    assertInstanceOf(Assignment.AskModel.class, begin("run")).deliver().accept(Optional.empty());
    assertTrue(told().getFirst().startsWith("Since 20 Nov 09:00: 0 succeeded, 1 failed"));
  }

  @Test
  void promptsNobodyWhenNothingIsNew() {
    runs.succeeded("1", "report", NOON.minusSeconds(600), "job");
    assertInstanceOf(Assignment.AskModel.class, begin("run 1"))
        .deliver()
        .accept(Optional.of("One."));
    clock.advance(Duration.ofHours(3));
    assertEquals(new Assignment.NothingToAsk("Nothing ran since 20 Nov 12:00."), begin("run 2"));
    assertEquals(List.of("One."), told());
  }

  @Test
  void speaksUpWithoutNewsWhereTheOperatorWantsIt() throws Exception {
    profiles.change(
        new JsonMapper().readTree("{\"heartbeatOnlyIfSignal\":false}"), (tx, before) -> {});
    assertInstanceOf(Assignment.AskModel.class, begin("run"));
  }

  @Test
  void leavesNoRunOutThatEndedWhileItWasBeingWorded() {
    runs.succeeded("1", "report", NOON.minusSeconds(600), "job");
    Assignment.AskModel first = assertInstanceOf(Assignment.AskModel.class, begin("run 1"));
    clock.advance(Duration.ofSeconds(30));
    runs.failed("2", "tidy", clock.instant(), "timeout");
    clock.advance(Duration.ofSeconds(30));
    first.deliver().accept(Optional.of("One."));
    Assignment.AskModel second = assertInstanceOf(Assignment.AskModel.class, begin("run 2"));
    assertTrue(second.prompt().contains("tidy: 0 succeeded, 1 failed"), second.prompt());
  }

  private Assignment begin(String runId) {
    return heartbeat.begin(runId, clock.instant());
  }

  private List<String> told() {
    return database.read(tx -> new NotificationRepository().latest(tx, 10)).stream()
        .map(notification -> notification.message().text())
        .toList();
  }
}
