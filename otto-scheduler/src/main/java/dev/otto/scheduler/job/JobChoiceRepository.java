package dev.otto.scheduler.job;

import dev.otto.models.ModelChoice;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.models.JobChoices;
import dev.otto.scheduler.models.StoredChoice;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes the choices of many jobs together, without their payloads, which may be large. */
final class JobChoiceRepository implements JobChoices {
  private static final String FIND = "SELECT " + StoredChoice.COLUMNS + " FROM jobs WHERE id = ?";
  private static final String CHANGE =
      """
      UPDATE jobs SET model_ref = ?, model_variant = ?, model_fallbacks = ?, model_policy = ?,
        only_providers = ?, on_failure = ?, updated_at = ?
      WHERE id = ?
      """;

  private final Database database;
  private final InstantSource clock;
  private final Consumer<Job> listener;
  private final JobRepository jobs = new JobRepository();
  private final JobAuditRepository audit = new JobAuditRepository();

  /**
   * @param listener told of each changed job
   */
  JobChoiceRepository(Database database, InstantSource clock, Consumer<Job> listener) {
    this.database = database;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public Optional<ModelChoice> find(Tx tx, String id) {
    return tx.queryFirst(FIND, StoredChoice::read, id).flatMap(choice -> choice);
  }

  @Override
  public void change(Tx tx, String id, ModelChoice after) {
    List<@Nullable Object> columns = new ArrayList<>(StoredChoice.values(after));
    columns.add(clock.instant());
    columns.add(id);
    tx.update(CHANGE, columns.toArray());
  }

  @Override
  public void record(Tx tx, long group, Actor actor, String id, String before, String after) {
    audit.insertPart(tx, clock.instant(), group, actor, id, before, after);
  }

  @Override
  public void changed(Collection<String> ids) {
    for (String id : ids) {
      database.read(tx -> jobs.find(tx, id)).ifPresent(listener);
    }
  }
}
