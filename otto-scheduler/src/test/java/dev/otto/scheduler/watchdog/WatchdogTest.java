package dev.otto.scheduler.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.acknowledge.Acknowledgement;
import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.daemon.RunRows;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.notify.Notification;
import dev.otto.scheduler.notify.Notification.Message;
import dev.otto.scheduler.notify.NotificationProfiles;
import dev.otto.scheduler.notify.NotificationRepository;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.notify.Priority;
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
class WatchdogTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final SettableClock clock = new SettableClock(NOON);
  private Path folder;
  @Parameter private TestDatabase on;
  private Database database;
  private RunRows runs;
  private Notifications notifications;
  private Acknowledgements acknowledgements;
  private Watchdog watchdog;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    begin();
  }

  @AfterEach
  void close() {
    notifications.close();
    database.close();
  }

  @Test
  void asksForAnAlertFromTwoFailuresOn() {
    runs.failed("1", "report", NOON.minusSeconds(600), "timeout");
    assertInstanceOf(Assignment.NothingToAsk.class, look());
    runs.lost("2", "tidy", NOON.minusSeconds(300));
    Assignment.AskModel ask = assertInstanceOf(Assignment.AskModel.class, look());
    assertTrue(ask.prompt().contains("report: timeout"), ask.prompt());
    ask.deliver().accept(Optional.of("Look at the provider."));
    assertEquals(
        List.of(new Message("watchdog", Priority.CRITICAL, "Look at the provider.", "run")),
        told());
  }

  @Test
  void countsWhatFailedAndNotWhatAnOperatorAborted() {
    var audit = new AuditLog(database, clock);
    clock.set(NOON.minusSeconds(600));
    for (String run : List.of("1", "2", "3")) {
      runs.failed(run, "report", NOON.minusSeconds(600), "aborted");
      audit.record(
          new Change(Actor.scheduler("test"), "run.abort", "report", null, run), AuditOutcome.DONE);
    }
    clock.set(NOON);
    runs.failed("4", "report", NOON.minusSeconds(500), "aborted");
    assertInstanceOf(Assignment.NothingToAsk.class, look());
    runs.failed("5", "report", NOON.minusSeconds(400), "timeout");
    Assignment.AskModel ask = assertInstanceOf(Assignment.AskModel.class, look());
    assertTrue(ask.prompt().contains("2 runs of 1 job failed"), ask.prompt());
  }

  @Test
  void tellsNothingWhileItsAlertsAreOffOrMuted() throws Exception {
    runs.failed("1", "report", NOON.minusSeconds(600), "timeout");
    runs.failed("2", "report", NOON.minusSeconds(300), "timeout");
    change("{\"watchdogAlertsEnabled\":false}");
    assertInstanceOf(Assignment.NothingToAsk.class, look());
    change("{\"watchdogAlertsEnabled\":true,\"watchdogMuteForMinutes\":10}");
    assertInstanceOf(Assignment.NothingToAsk.class, look());
    clock.advance(Duration.ofMinutes(10));
    assertInstanceOf(Assignment.AskModel.class, look());
  }

  private void change(String wish) throws JsonProcessingException {
    new NotificationProfiles(database, clock, ZoneOffset.UTC)
        .change(new ObjectMapper().readTree(wish), (tx, before) -> {});
  }

  @Test
  void neverTellsTheSameFailureTwiceNotEvenAfterARestart() {
    runs.failed("1", "report", NOON.minusSeconds(600), "timeout");
    runs.failed("2", "report", NOON.minusSeconds(300), "timeout");
    assertInstanceOf(Assignment.AskModel.class, look()).deliver().accept(Optional.of("Two."));
    close();
    begin();
    clock.advance(Duration.ofMinutes(30));
    assertInstanceOf(Assignment.NothingToAsk.class, look());
    runs.failed("3", "report", clock.instant(), "timeout");
    runs.failed("4", "tidy", clock.instant(), "timeout");
    Assignment.AskModel ask = assertInstanceOf(Assignment.AskModel.class, look());
    assertTrue(ask.prompt().contains("2 runs of 2 jobs failed"), ask.prompt());
  }

  @Test
  void tellsThePlainFactsWhenTheModelDoesNotAnswer() {
    runs.failed("1", "report", NOON.minusSeconds(600), "timeout");
    runs.failed("2", "report", NOON.minusSeconds(300), "timeout");
    assertInstanceOf(Assignment.AskModel.class, look()).deliver().accept(Optional.empty());
    assertEquals(
        """
        2 runs of 1 job failed:
        - report: timeout, 2 times, last at 11:55 (It did.)
        """,
        told().getFirst().text());
    assertInstanceOf(Assignment.NothingToAsk.class, look());
  }

  @Test
  void looksBackTwoHoursOnly() {
    runs.failed("1", "report", NOON.minus(Duration.ofMinutes(121)), "timeout");
    runs.failed("2", "report", NOON.minusSeconds(300), "timeout");
    assertInstanceOf(Assignment.NothingToAsk.class, look());
  }

  @Test
  void itsOwnFailuresRaiseNoAlert() {
    runs.failed("1", "system-watchdog-failures", NOON.minusSeconds(600), "timeout");
    runs.failed("2", "system-watchdog-failures", NOON.minusSeconds(300), "timeout");
    assertInstanceOf(Assignment.NothingToAsk.class, look());
  }

  @Test
  void leavesOutWhatIsAcknowledgedUntilThatEnds() {
    runs.failed("1", "report", NOON.minusSeconds(600), "timeout");
    runs.failed("2", "report", NOON.minusSeconds(300), "timeout");
    Instant later = NOON.plus(Duration.ofHours(1));
    acknowledgements.give(
        new Acknowledgement("report", "known", Optional.of(later), NOON, Actor.scheduler("test")));
    assertInstanceOf(Assignment.NothingToAsk.class, look());
    runs.failed("3", "tidy", NOON.minusSeconds(200), "timeout");
    runs.failed("4", "tidy", NOON.minusSeconds(100), "timeout");
    String prompt = assertInstanceOf(Assignment.AskModel.class, look()).prompt();
    assertTrue(prompt.contains("2 runs of 1 job failed"), prompt);
    clock.set(later);
    prompt = assertInstanceOf(Assignment.AskModel.class, look()).prompt();
    assertTrue(prompt.contains("4 runs of 2 jobs failed"), prompt);
  }

  private void begin() {
    database = on.open(folder);
    runs = new RunRows(database);
    var profiles = new NotificationProfiles(database, clock, ZoneOffset.UTC);
    notifications = new Notifications(database, profiles, Optional.empty(), clock);
    acknowledgements = new Acknowledgements(database, new AuditLog(database, clock), clock);
    watchdog = new Watchdog(database, profiles, notifications, acknowledgements);
  }

  private Assignment look() {
    return watchdog.begin("run", clock.instant());
  }

  private List<Message> told() {
    return database.read(tx -> new NotificationRepository().latest(tx, 10)).stream()
        .map(Notification::message)
        .toList();
  }
}
