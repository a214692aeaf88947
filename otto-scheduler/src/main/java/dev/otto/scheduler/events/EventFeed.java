package dev.otto.scheduler.events;

import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditJson;
import dev.otto.scheduler.events.EventLog.EventKind;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobJson;
import dev.otto.scheduler.models.ModelJson;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunJson;
import dev.otto.scheduler.run.RunListener;
import dev.otto.web.Json;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Publishes what happens in Otto as events in the format of the contract. */
public final class EventFeed implements RunListener {
  /** The number of models that an event names; the catalog has them all. */
  private static final int MAX_NAMED = 1_000;

  private final EventLog events;
  private final BiConsumer<EventKind, String> others;

  /** Creates a feed for an Otto that is alone. */
  public EventFeed(EventLog events) {
    this(events, (_, _) -> {});
  }

  /**
   * Creates a feed.
   *
   * @param others tells the other Ottos of what happened to the rows that all have
   */
  public EventFeed(EventLog events, BiConsumer<EventKind, String> others) {
    this.events = events;
    this.others = others;
  }

  private record CatalogEvent(
      String source,
      long version,
      long updatedAt,
      int count,
      List<String> added,
      List<String> removed,
      @Nullable String lastError) {}

  /** Publishes a refresh of the catalog. */
  public void refreshed(RefreshResult result) {
    List<ModelRef> added = List.of();
    List<ModelRef> removed = List.of();
    if (result instanceof RefreshResult.Refreshed refreshed) {
      added = refreshed.added();
      removed = refreshed.removed();
    }
    var snapshot = result.snapshot();
    publish(
        EventKind.CATALOG,
        new CatalogEvent(
            snapshot.source().key(),
            snapshot.version(),
            snapshot.updatedAt().toEpochMilli(),
            snapshot.size(),
            named(added),
            named(removed),
            snapshot.lastError().orElse(null)));
  }

  private static List<String> named(List<ModelRef> models) {
    return models.stream().limit(MAX_NAMED).map(ModelRef::toString).toList();
  }

  /** Publishes a change of the flow defaults. */
  public void defaultsChanged(FlowDefaults defaults) {
    publish(EventKind.DEFAULTS, ModelJson.flowDefaults(defaults));
  }

  /** Publishes an audit entry. */
  public void audited(AuditEntry entry) {
    publishToAll(EventKind.AUDIT, AuditJson.item(entry));
  }

  /** Publishes a change of a job. */
  public void changed(Job job) {
    publishToAll(EventKind.JOB, JobJson.item(job));
  }

  @Override
  public void started(Run run) {
    publishToAll(EventKind.RUN, RunJson.item(run));
  }

  @Override
  public void finished(Run run) {
    publishToAll(EventKind.RUN, RunJson.item(run.shortened()));
  }

  private void publishToAll(EventKind kind, Object data) {
    String text = Json.text(data);
    events.publish(kind, text);
    others.accept(kind, text);
  }

  /** Publishes what each Otto finds out by itself. */
  private void publish(EventKind kind, Object data) {
    events.publish(kind, Json.text(data));
  }
}
