package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
class WholeRunRepositoryTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final String PROMPT = "Sort my inbox. ".repeat(14_000);

  @Parameter private TestDatabase on;
  @AutoClose private Database database;
  private RunRepository runs;
  private WholeRunRepository repository;

  @BeforeEach
  void aDatabaseWithTwoJobs(@TempDir Path folder) {
    database = on.open(folder);
    runs = new RunRepository(database);
    repository = new WholeRunRepository(database);
    for (String job : List.of("job", "other")) {
      database.write(
          tx ->
              tx.update(
                  """
                  INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
                  VALUES (?, 'tidy', 'oneshot', 0, 0)
                  """,
                  job));
    }
  }

  @Test
  void aRunHasItsPromptAndNoListDoes() {
    begin("job", "one", NOON);
    assertEquals(Optional.empty(), whole("one").prompt(), "nothing was sent yet");
    assertTrue(runs.storeSession("one", "ses_1", PROMPT, List.of()));
    assertEquals(Optional.of(PROMPT), whole("one").prompt());
    assertTrue(runs.storeSession("one", "ses_2", PROMPT, List.of()), "another model was tried");
    assertEquals(Optional.of(PROMPT), whole("one").prompt());
    assertFalse(runs.ofJob("job", 10, 0).toString().contains("Sort my inbox"));
    assertEquals(Optional.empty(), repository.find("absent"));
  }

  @Test
  void aThousandRunsOfTheSamePromptStoreItOnceUntilTheLastIsDeleted() {
    for (int i = 0; i < 1_000; i++) {
      begin("job", "run-" + i, NOON.plusSeconds(i));
      runs.storeSession("run-" + i, "ses", PROMPT, List.of());
      end("run-" + i, NOON.plusSeconds(i));
    }
    begin("job", "last", NOON.plusSeconds(1_000));
    runs.storeSession("last", "ses", "Something else", List.of());
    assertEquals(2, prompts());
    assertTrue(bytes() < 3_000_000, "bytes: " + bytes());
    assertEquals(999, runs.deleteEndedBefore(NOON.plusSeconds(999), 2_000));
    assertEquals(Optional.of(PROMPT), whole("run-999").prompt());
    assertEquals(1, runs.deleteEndedBefore(NOON.plusSeconds(1_000), 2_000));
    assertEquals(1, prompts());
    assertEquals(Optional.of("Something else"), whole("last").prompt());
  }

  @Test
  void aRunThatIsOverKeepsNoPromptThatWasNotSent() {
    begin("job", "one", NOON);
    end("one", NOON);
    assertFalse(runs.storeSession("one", "ses", PROMPT, List.of()));
    assertEquals(0, prompts());
  }

  @Test
  void itsNeighboursAreTheRunsOfTheSameJobInTheOrderOfTheirStart() {
    begin("job", "c", NOON);
    begin("job", "a", NOON.plusSeconds(1));
    begin("job", "b", NOON.plusSeconds(1));
    begin("other", "x", NOON.plusSeconds(1));
    assertEquals(Optional.empty(), whole("c").previous());
    assertEquals(Optional.of("a"), whole("c").next());
    assertEquals(Optional.of("c"), whole("a").previous());
    assertEquals(Optional.of("b"), whole("a").next());
    assertEquals(Optional.of("a"), whole("b").previous());
    assertEquals(Optional.empty(), whole("b").next());
    assertEquals(Optional.empty(), whole("x").previous());
  }

  @Test
  void theyAreFoundWithoutLookingAtEveryRunOfTheJob() {
    assumeTrue(on == TestDatabase.SQLITE, "the plan is SQLite's");
    for (String sql : List.of(WholeRunRepository.PREVIOUS, WholeRunRepository.NEXT)) {
      List<String> plan =
          database.read(
              tx ->
                  tx.query(
                      "EXPLAIN QUERY PLAN " + sql, row -> row.text("detail"), "job", NOON, "one"));
      assertTrue(plan.getFirst().contains("(job_id=? AND started_at"), plan.toString());
    }
  }

  private WholeRunRepository.WholeRun whole(String id) {
    return repository.find(id).orElseThrow();
  }

  private void begin(String job, String id, Instant at) {
    var run =
        new Run(
            id,
            job,
            new Run.Timing(at, at, null),
            Run.Attempt.FIRST,
            new Outcome.Running(),
            Receipt.NONE,
            Surface.SCHEDULER);
    database.write(
        tx -> {
          runs.insert(tx, run);
          return true;
        });
  }

  private void end(String id, Instant at) {
    Run run = runs.find(id).orElseThrow();
    var lost = RunEnd.last(new Outcome.Lost("gone"), run.receipt());
    boolean ended = database.write(tx -> runs.end(tx, run.end(at, lost)));
    assertTrue(ended);
  }

  private long prompts() {
    return database.read(tx -> tx.queryNumber("SELECT count(*) FROM run_prompts"));
  }

  private long bytes() {
    return database.read(
        tx ->
            on == TestDatabase.SQLITE
                ? tx.queryNumber("PRAGMA page_count") * tx.queryNumber("PRAGMA page_size")
                : tx.queryNumber("SELECT pg_total_relation_size('run_prompts')"));
  }
}
