package dev.otto.scheduler.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.transcript.TranscriptRepository.Part;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class TranscriptRepositoryTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @Parameter private TestDatabase on;
  @AutoClose private Database database;

  @BeforeEach
  void aDatabaseWithTwoRuns(@TempDir Path folder) {
    database = on.open(folder);
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
                VALUES ('job', 'tidy', 'oneshot', 0, 0)
                """));
    for (String run : List.of("one", "two")) {
      database.write(
          tx ->
              tx.update(
                  """
                  INSERT INTO runs (id, job_id, started_at, created_at, state)
                  VALUES (?, 'job', 0, 0, 'running')
                  """,
                  run));
    }
  }

  private boolean insert(String run, String session, Instant at, String entries) {
    var part = new Part(at, entries, false);
    return database.write(tx -> TranscriptRepository.insert(tx, run, session, part));
  }

  private List<String> entries(String run) {
    return database.read(tx -> TranscriptRepository.find(tx, run, NOON)).stream()
        .map(Part::entries)
        .toList();
  }

  private int deleteBefore(Instant time) {
    return database.write(tx -> TranscriptRepository.deleteBefore(tx, time, 10));
  }

  @Test
  void aRunHasThoseOfItsSessionsInOrderEachOnce() {
    assertTrue(insert("one", "b", NOON, "[1]"));
    assertTrue(insert("one", "a", NOON.plusMillis(1), "[2]"));
    assertFalse(insert("one", "a", NOON.plusMillis(2), "[3]"));
    assertTrue(insert("two", "a", NOON, "[4]"));
    assertEquals(List.of("[1]", "[2]"), entries("one"));
    assertFalse(insert("gone", "a", NOON, "[5]"));
    assertEquals(List.of(), entries("gone"));
  }

  @Test
  void whatIsOldIsNotShownAndDeleted() {
    insert("one", "a", NOON.minusMillis(1), "[1]");
    insert("two", "a", NOON, "[2]");
    assertEquals(List.of(), entries("one"));
    assertEquals(1, deleteBefore(NOON));
    assertEquals(0, deleteBefore(NOON));
    assertEquals(List.of("[2]"), entries("two"));
  }

  @Test
  void itLeavesWithItsRun() {
    insert("one", "a", NOON, "[1]");
    database.write(tx -> tx.update("DELETE FROM runs WHERE id = 'one'"));
    assertEquals(List.of(), entries("one"));
    assertEquals(0, deleteBefore(NOON.plusSeconds(1)));
  }
}
