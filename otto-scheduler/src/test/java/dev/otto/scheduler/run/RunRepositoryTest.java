package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PermissionAnswer.PermissionReply;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunRepositoryTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final ModelRef WANTED = ModelRef.of("openrouter/a/b:free");
  private static final ModelRef USED = ModelRef.of("openai/gpt-5");
  private static final Resolution FALLBACK =
      new Resolution.Resolved(
          USED, Resolution.Source.FALLBACK_GLOBAL_DEFAULT, WANTED, NOON.minusSeconds(60));

  private static final PromptReceipt RECEIPT =
      new PromptReceipt(
          new Bill(
              List.of(
                  new ModelUsage(USED, new Tokens(10, 20, 3, 4, 5), 0.0125, 2),
                  new ModelUsage(WANTED, new Tokens(1, 2, 0, 0, 0), null, 1)),
              true),
          List.of(
              new PermissionAnswer(
                  "bash", List.of("rm \"a\"", "ls"), "ses_2", PermissionReply.REJECT),
              new PermissionAnswer("read", List.of(), "ses_1", PermissionReply.ONCE)));

  @Parameter private TestDatabase on;
  @AutoClose private Database database;
  private RunRepository runs;

  @BeforeEach
  void aDatabaseWithAJob(@TempDir Path folder) {
    database = on.open(folder);
    runs = new RunRepository(database);
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
                VALUES ('job', 'tidy', 'oneshot', 0, 0)
                """));
  }

  @Test
  void findsTheLastRunOfEachJob() {
    assertEquals(List.of(), runs.latestOfEachJob("", 10));
    begin("second", NOON.plusSeconds(1));
    begin("first", NOON);
    assertEquals(List.of("second"), runs.latestOfEachJob("", 10).stream().map(Run::id).toList());
    assertEquals(List.of(), runs.latestOfEachJob("job", 10));
  }

  @Test
  void findsThemWithoutLookingAtEveryRun() {
    assumeTrue(on == TestDatabase.SQLITE, "the plan is SQLite's");
    String plan =
        database
            .read(
                tx ->
                    tx.query(
                        "EXPLAIN QUERY PLAN " + RunRepository.LATEST_OF_JOBS,
                        row -> row.text("detail"),
                        "",
                        8))
            .toString();
    assertFalse(plan.contains("SCAN") || plan.contains("TEMP B-TREE FOR ORDER BY,"), plan);
  }

  @Test
  void aSkippedRunIsFoundAsSuch() {
    Run begun = begin("one", NOON);
    Run ended =
        end(begun, NOON.plusSeconds(1), new Outcome.Skipped(Report.whole("{}")), begun.receipt());
    assertTrue(end(ended));
    assertEquals(Optional.of(ended), runs.find("one"));
  }

  @Test
  void keepsTheWholeReceipt() {
    Run begun = begin("one", NOON);
    assertEquals(List.of(begun), runs.open());
    assertTrue(runs.storeSession("one", "ses_1", "ask", List.of()));
    Run ended =
        end(
            begun,
            NOON.plusSeconds(5),
            new Outcome.Succeeded(Report.whole("{}")),
            begun
                .receipt()
                .inSession("ses_1")
                .with(new PromptResult.Answered("text", false, USED, RECEIPT)));
    assertTrue(end(ended));
    assertEquals(Optional.of(ended), runs.find("one"));
    assertEquals(List.of(), runs.open());
    assertEquals(Map.of(USED, 1L), runs.timesResolvedSince(NOON));
  }

  @Test
  void anEndIsWrittenOnce() {
    Run begun = begin("one", NOON);
    Run lost = end(begun, NOON.plusSeconds(1), new Outcome.Lost("gone"), begun.receipt());
    Run late =
        end(begun, NOON.plusSeconds(2), new Outcome.Succeeded(Report.whole("{}")), begun.receipt());
    assertTrue(end(lost));
    assertFalse(end(late));
    assertEquals(Optional.of(lost), runs.find("one"));
  }

  @Test
  void aRunThatHasEndedTakesNoSession() {
    assertFalse(runs.storeSession("absent", "ses_1", "ask", List.of()));
    Run begun = begin("one", NOON);
    assertTrue(end(end(begun, NOON.plusSeconds(1), new Outcome.Lost("gone"), begun.receipt())));
    assertFalse(runs.storeSession("one", "ses_1", "ask", List.of()));
    assertEquals(null, runs.find("one").orElseThrow().receipt().sessionId());
  }

  @Test
  void keepsWhichAttemptARunIs() {
    Run begun = begin("one", NOON);
    assertEquals(Run.Attempt.FIRST, runs.find("one").orElseThrow().attempt());
    var policy = new OttoConfig.Retry(3, Duration.ZERO, OttoConfig.Backoff.CONSTANT, Duration.ZERO);
    var failed = new Outcome.Failed("timeout", "It took too long.");
    assertTrue(end(begun.end(NOON, new RunEnd(failed, begun.receipt(), policy))));
    assertEquals(new Run.Attempt(1, 3, null), runs.find("one").orElseThrow().attempt());
    Run second =
        new Run(
            "two",
            "job",
            new Run.Timing(NOON, NOON, null),
            new Run.Attempt(2, 3, "one"),
            new Outcome.Running(),
            Receipt.of(FALLBACK),
            Surface.CLI);
    database.write(
        tx -> {
          runs.insert(tx, second);
          return true;
        });
    assertEquals(Optional.of(second), runs.find("two"));
  }

  @Test
  void listsTheLastStartedFirstByPage() {
    Run first = begin("first", NOON);
    Run second = begin("second", NOON.plusSeconds(1));
    Run third = begin("third", NOON.plusSeconds(2));
    assertEquals(new RunRepository.RunsPage(List.of(third, second), 3), runs.ofJob("job", 2, 0));
    assertEquals(new RunRepository.RunsPage(List.of(first), 3), runs.ofJob("job", 2, 2));
    assertEquals(new RunRepository.RunsPage(List.of(), 0), runs.ofJob("another", 2, 0));
  }

  @Test
  void listsHaveAShortFormOfABigReportAndARunHasAllOfIt() {
    var big =
        Report.whole(
            "{\"status\":\"success\",\"summary\":\"%s\",\"errors\":[\"%s\",{\"a\":1}]}"
                .formatted("é".repeat(9_000), "y".repeat(200)));
    Run begun = begin("one", NOON);
    Run ended = end(begun, NOON.plusSeconds(1), new Outcome.Succeeded(big), begun.receipt());
    assertTrue(end(ended));
    assertEquals(Optional.of(ended), runs.find("one"));
    Report listed = Objects.requireNonNull(runs.latest(1).getFirst().outcome().report());
    assertTrue(listed.truncated());
    assertEquals(
        "{\"status\":\"success\",\"summary\":\"%s…\",\"errors\":[\"%s…\",\"{\\\"a\\\":1}\"]}"
            .formatted("é".repeat(2_000), "y".repeat(100)),
        listed.json());
    assertEquals(listed, runs.ofJob("job", 1, 0).runs().getFirst().outcome().report());
    assertEquals(1, runs.deleteEndedBefore(NOON.plusSeconds(2), 1));
    assertEquals(
        0L, database.read(tx -> tx.queryNumber("SELECT count(*) FROM run_results")).longValue());
  }

  @Test
  void aReportIsWholeInAListUpToSixteenKibibytes() {
    String frame = "{\"status\":\"success\",\"summary\":\"\",\"errors\":[]}";
    String text = "x".repeat(16 * 1024 - frame.length());
    var report = Report.whole(frame.replace("\"\"", "\"" + text + "\""));
    assertEquals(report, report.shortened());
    assertFalse(Report.whole(report.json() + " ").shortened().equals(report));
  }

  @Test
  void deletesOldRunsInBatchesButNoneThatIsOpen() {
    for (int i = 0; i < 5; i++) {
      Run begun = begin("old" + i, NOON.minusSeconds(100 + i));
      Run ended = end(begun, NOON.minusSeconds(50), new Outcome.Lost("gone"), begun.receipt());
      database.write(tx -> runs.end(tx, ended));
    }
    begin("open", NOON.minusSeconds(200));
    assertEquals(3, runs.deleteEndedBefore(NOON, 3));
    assertEquals(2, runs.deleteEndedBefore(NOON, 3));
    assertEquals(0, runs.deleteEndedBefore(NOON, 3));
    assertEquals(1, runs.ofJob("job", 10, 0).total());
  }

  private static Run end(Run begun, Instant at, Outcome outcome, Receipt receipt) {
    return begun.end(at, RunEnd.last(outcome, receipt));
  }

  private boolean end(Run run) {
    return database.write(tx -> runs.end(tx, run));
  }

  private Run begin(String id, Instant at) {
    Run run =
        new Run(
            id,
            "job",
            new Run.Timing(at, at, null),
            Run.Attempt.FIRST,
            new Outcome.Running(),
            Receipt.of(FALLBACK),
            Surface.CLI);
    database.write(
        tx -> {
          runs.insert(tx, run);
          return run;
        });
    return run;
  }
}
