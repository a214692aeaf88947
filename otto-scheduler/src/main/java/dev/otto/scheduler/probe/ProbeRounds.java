package dev.otto.scheduler.probe;

import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.notify.Notification.Message;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.notify.Priority;
import dev.otto.scheduler.probe.ModelProbes.ProbeBounds;
import dev.otto.scheduler.probe.ProbeResult.Silent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes the models in use after each refresh of the catalog, on a thread of its own, and notifies
 * the operator when others than before do not answer. Refreshes that follow one another closely are
 * answered by one round: each costs money.
 */
public final class ProbeRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeRounds.class);
  private static final Actor ACTOR = Actor.scheduler("check-after-refresh");

  /** The least time from the begin of a round to that of the next. */
  private static final Duration REST = Duration.ofMinutes(10);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final ModelProbes probes;
  private final Supplier<SortedSet<ModelRef>> used;
  private final Notifications notifications;
  private final InstantSource clock;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("check-after-refresh").factory());

  // Of the thread alone.
  private Instant next = Instant.MIN;
  private Map<ModelRef, String> told = Map.of();

  /**
   * @param used the models in use
   */
  public ProbeRounds(
      ModelProbes probes,
      Supplier<SortedSet<ModelRef>> used,
      Notifications notifications,
      InstantSource clock) {
    this.probes = probes;
    this.used = used;
    this.notifications = notifications;
    this.clock = clock;
  }

  /** Begins a round, unless one waits already or the refresh failed. */
  public void refreshed(RefreshResult result) {
    if (result instanceof RefreshResult.Refreshed
        && !thread.isShutdown()
        && !waiting.getAndSet(true)) {
      thread.execute(this::round);
    }
  }

  private void round() {
    try {
      rest();
      waiting.set(false);
      next = clock.instant().plus(REST);
      tell(probes.probe(ACTOR, used.get(), new ProbeBounds(ProbeBounds.TIMEOUT, false)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (DatabaseException e) {
      LOG.warn("The models in use could not be checked after a refresh", e);
    }
  }

  /** Looks again and again, since the clock may be set. */
  private void rest() throws InterruptedException {
    while (clock.instant().isBefore(next)) {
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private void tell(List<ProbeResult> results) {
    var silent = new TreeMap<ModelRef, String>();
    for (ProbeResult result : results) {
      if (result.verdict() instanceof Silent(var failure)) {
        silent.put(result.model(), failure.code().key());
      }
    }
    if (!silent.isEmpty() && !silent.equals(told)) {
      notifications.tell(
          new Message("models", Priority.NORMAL, text(results), null), (tx, id) -> {});
    }
    told = silent;
  }

  private static String text(List<ProbeResult> results) {
    List<String> lines =
        results.stream()
            .filter(result -> result.verdict() instanceof Silent)
            .map(result -> "- " + result.model() + ": " + result.sentence())
            .toList();
    return lines.stream()
        .collect(
            Collectors.joining(
                "\n",
                "%d of %d models in use do not answer:\n".formatted(lines.size(), results.size()),
                ""));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
