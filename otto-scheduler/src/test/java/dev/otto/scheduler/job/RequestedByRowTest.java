package dev.otto.scheduler.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RequestedByRowTest {
  private final JobRepository jobs = new JobRepository();
  @TempDir Path folder;
  @Parameter private TestDatabase on;
  private Database database;

  @BeforeEach
  void opened() {
    database = on.open(folder);
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, model_ref, created_at, updated_at)
                VALUES ('own', 'news', 'oneshot', 'openai/gpt-5', 1, 1),
                  ('inherits', 'heartbeat', 'oneshot', NULL, 1, 1)
                """));
  }

  @Test
  void readsFlowAndModelOfTheRow() {
    var own = database.read(tx -> jobs.requestedModel(tx, "own")).orElseThrow();
    assertEquals(Flow.SCHEDULED_TASKS, own.flow());
    assertEquals(Optional.of(ModelRef.of("openai/gpt-5")), own.modelRef());
    var inherits = database.read(tx -> jobs.requestedModel(tx, "inherits")).orElseThrow();
    assertEquals(Flow.HEARTBEAT, inherits.flow());
    assertFalse(inherits.modelRef().isPresent());
    assertTrue(database.read(tx -> jobs.requestedModel(tx, "none")).isEmpty());
  }

  @Test
  void isTheSameAsTheWholeJobSays() {
    for (String id : new String[] {"own", "inherits"}) {
      Job whole = database.read(tx -> jobs.find(tx, id)).orElseThrow();
      assertEquals(
          Optional.of(whole.requestedModel()), database.read(tx -> jobs.requestedModel(tx, id)));
    }
  }

  @Test
  void theNextRunIsLeftAloneWhereOnlyTheDefinitionChanges() {
    Job before = database.read(tx -> jobs.find(tx, "own")).orElseThrow();
    // A run moves the time after the operator's change was decided, and before it is written.
    database.write(tx -> tx.update("UPDATE jobs SET next_run_at = 77 WHERE id = 'own'"));
    Job changed = before.with(before.state().inPause(), before.updatedAt());
    database.write(
        tx -> {
          jobs.update(tx, before, changed);
          return true;
        });
    Job after = database.read(tx -> jobs.find(tx, "own")).orElseThrow();
    assertTrue(after.state().paused());
    assertEquals(77, after.state().nextRunAt().toEpochMilli());
  }
}
