package dev.otto.scheduler.acknowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.acknowledge.AcknowledgeResult.Done;
import dev.otto.scheduler.acknowledge.AcknowledgeResult.NoJob;
import dev.otto.scheduler.acknowledge.AcknowledgeResult.Refused;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.daemon.RunRows;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class AcknowledgementsTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Actor ANNA = Actor.scheduler("anna");

  private final SettableClock clock = new SettableClock(NOON);
  private final List<String> told = new ArrayList<>();
  @Parameter private TestDatabase on;
  private Database database;
  private RunRows runs;
  private AuditLog audit;
  private Acknowledgements acknowledgements;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = on.open(folder);
    runs = new RunRows(database);
    audit = new AuditLog(database, clock);
    acknowledgements = new Acknowledgements(database, audit, clock);
    acknowledgements.onChange(told::add);
    audit.onEntry(entry -> told.add(entry.change().action()));
    runs.failed("first", "job", NOON.minusSeconds(60), "timeout");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private AcknowledgeResult give(String job, Optional<Instant> until) {
    return acknowledgements.give(new Acknowledgement(job, " known ", until, clock.instant(), ANNA));
  }

  private boolean holds() {
    return acknowledgements.inForce().containsKey("job");
  }

  /** A run that ended now with this code; ok is a success, lost has no code. */
  private void run(String code) {
    clock.advance(Duration.ofMinutes(1));
    Instant now = clock.instant();
    switch (code) {
      case "ok" -> runs.succeeded("run " + now, "job", now, "job");
      case "lost" -> runs.lost("run " + now, "job", now);
      default -> runs.failed("run " + now, "job", now, code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "timeout, true",
    "timeout timeout, true",
    "aborted, true",
    "aborted timeout, true",
    "budget_spent timeout, true",
    "lost, false",
    "model_not_found, false",
    "model_not_found timeout, false",
    "ok, false",
    "ok timeout, false"
  })
  void lastsUntilTheJobSucceedsOrFailsForAnotherReason(String ends, boolean holds) {
    assertInstanceOf(Done.class, give("job", Optional.empty()));
    for (String end : ends.split(" ", -1)) {
      run(end);
    }
    assertEquals(holds, holds());
  }

  @ParameterizedTest
  @CsvSource({
    "aborted, true",
    "budget_spent, true",
    "lost, true",
    "ok, false",
    "ok aborted, false"
  })
  void aJobFailsWhereItsLastRunThatSaysSomethingDid(String ends, boolean fails) {
    for (String end : ends.split(" ", -1)) {
      run(end);
    }
    assertEquals(fails, acknowledgements.fails("job"));
    assertEquals(false, acknowledgements.fails("none"));
  }

  @Test
  void aSnoozeLastsUntilItsTimeWhateverHappens() {
    Instant end = NOON.plus(Duration.ofHours(1));
    give("job", Optional.of(end));
    run("ok");
    run("lost");
    clock.set(end.minusMillis(1));
    assertEquals(true, holds());
    clock.set(end);
    assertEquals(false, holds());
  }

  @Test
  void onlyWhatFailsIsAcknowledgedAndOnlyWhatHoldsIsTakenBack() {
    assertInstanceOf(NoJob.class, give("none", Optional.empty()));
    assertInstanceOf(NoJob.class, acknowledgements.takeBack(ANNA, "none"));
    assertInstanceOf(Refused.class, acknowledgements.takeBack(ANNA, "job"));
    run("ok");
    assertInstanceOf(Refused.class, give("job", Optional.empty()));
    assertEquals(List.of(), told);
    run("lost");
    assertInstanceOf(Done.class, give("job", Optional.empty()));
    assertInstanceOf(Done.class, acknowledgements.takeBack(ANNA, "job"));
    assertEquals(false, holds());
    assertInstanceOf(Refused.class, acknowledgements.takeBack(ANNA, "job"));
  }

  @Test
  void isToldAndAuditedWithItsReasonAndReplacedByALaterOne() {
    give("job", Optional.empty());
    Instant end = NOON.plusSeconds(5);
    give("job", Optional.of(end));
    assertEquals(
        new Acknowledgement("job", "known", Optional.of(end), NOON, ANNA),
        acknowledgements.inForce().get("job"));
    acknowledgements.takeBack(ANNA, "job");
    assertEquals(
        List.of("job.acknowledge", "job", "job.acknowledge", "job", "job.unacknowledge", "job"),
        told);
    String snoozed = "{\"reason\":\"known\",\"until\":" + end.toEpochMilli() + "}";
    List<AuditEntry.Change> changes =
        audit.newestOf("job.acknowledge", 2).stream().map(AuditEntry::change).toList();
    assertEquals(
        List.of(
            new AuditEntry.Change(
                ANNA, "job.acknowledge", "job", "{\"reason\":\"known\"}", snoozed),
            new AuditEntry.Change(ANNA, "job.acknowledge", "job", null, "{\"reason\":\"known\"}")),
        changes);
  }

  @Test
  void hasAReasonAndEndsAfterItBegins() {
    for (String reason : List.of(" ", "x".repeat(Acknowledgement.MAX_REASON + 1))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Acknowledgement("job", reason, Optional.empty(), NOON, ANNA));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new Acknowledgement("job", "known", Optional.of(NOON), NOON, ANNA));
  }
}
