package dev.otto.models;

import dev.otto.models.ModelBackend.Listing;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.RefreshResult.Kept;
import dev.otto.models.RefreshResult.Refreshed;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.models.log.LogEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The available models, kept up to date. Reading is one volatile load of an immutable snapshot;
 * only a caller that refreshes waits for the backend. Once there is a list it is never lost: a
 * refresh that fails or returns no models keeps it. The caller decides when to refresh.
 */
public final class ModelCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCatalog.class);
  private static final long PAUSE_MILLIS = 250;
  private static final Duration GRACE = Duration.ofHours(1);
  private static final int NAMED_IN_LOG = 20;

  private final ModelBackend backend;
  private final CatalogCache cache;
  private final InstantSource clock;
  private final Duration overdueAfter;
  private final Listeners<Consumer<RefreshResult>> listeners = new Listeners<>("the model catalog");
  private final AtomicReference<@Nullable CompletableFuture<RefreshResult>> running =
      new AtomicReference<>();
  private volatile @Nullable CatalogSnapshot current;
  private volatile List<Removal> lastRemovals = List.of();

  /** The error last warned of, while it lasts. */
  private volatile @Nullable String trouble;

  /**
   * @param interval how often the caller means to refresh; the catalog counts as stale an hour
   *     after that
   */
  public ModelCatalog(
      ModelBackend backend, CatalogCache cache, InstantSource clock, Duration interval) {
    this.backend = backend;
    this.cache = cache;
    this.clock = clock;
    this.overdueAfter = interval.plus(GRACE);
  }

  /**
   * Fetches the first list. Returns the difference from what an earlier process saw; without a
   * cache file it is empty.
   *
   * @throws UnavailableException if the backend did not answer or has no model
   */
  public Refreshed start() throws UnavailableException {
    Refreshed result = replace(cache.read().orElse(null), fetch());
    tell(result);
    return result;
  }

  /**
   * Works like {@link #start()}, and tries again while the backend is still starting.
   *
   * @param wait how long; it is tried once at least
   * @param delayed told why the first try failed, if there is another
   */
  public Refreshed start(Duration wait, Consumer<UnavailableException> delayed)
      throws UnavailableException, InterruptedException {
    long begin = System.nanoTime();
    for (boolean first = true; ; first = false) {
      try {
        return start();
      } catch (UnavailableException e) {
        if (System.nanoTime() - begin >= wait.toNanos()) {
          throw e;
        }
        if (first) {
          delayed.accept(e);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }

  /**
   * Goes on without a list after {@link #start} has failed: until a refresh succeeds, no run gets a
   * model.
   */
  public void startWithout(UnavailableException failure) {
    String error = String.valueOf(failure.getMessage());
    trouble = error;
    current = CatalogSnapshot.none(error);
  }

  /**
   * Asks the backend for its models now. Concurrent callers share one request and its result. Never
   * throws on a backend failure.
   */
  public RefreshResult refresh() {
    var mine = new CompletableFuture<RefreshResult>();
    CompletableFuture<RefreshResult> theirs = running.compareAndExchange(null, mine);
    if (theirs != null) {
      return theirs.join();
    }
    RefreshResult result = refreshAlone(mine);
    // Not before: a listener may want to refresh, too.
    tell(result);
    return result;
  }

  private RefreshResult refreshAlone(CompletableFuture<RefreshResult> promise) {
    try {
      RefreshResult result = replaceOrKeep(snapshot());
      promise.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      promise.completeExceptionally(e);
      throw e;
    } finally {
      running.set(null);
    }
  }

  private RefreshResult replaceOrKeep(CatalogSnapshot before) {
    try {
      return replace(before.isMissing() ? cache.read().orElse(null) : before, fetch());
    } catch (UnavailableException e) {
      return keep(before, e);
    }
  }

  /**
   * Reads only the global default, which is cheap; runs a full refresh if it changed, if the
   * backend answers again after an outage, or if there is no list yet.
   */
  public void checkGlobalDefault() {
    checkGlobalDefault(this::refresh);
  }

  /**
   * Works like {@link #checkGlobalDefault()}, for callers that keep a record of refreshes.
   *
   * @param refresh called where a refresh is due
   */
  public void checkGlobalDefault(Runnable refresh) {
    if (snapshot().isMissing()) {
      refresh.run();
      return;
    }
    Optional<ModelRef> now;
    try {
      now = backend.globalDefault();
    } catch (UnavailableException e) {
      lose(e);
      return;
    }
    CatalogSnapshot seen = snapshot();
    if (trouble != null || !now.equals(seen.globalDefault())) {
      refresh.run();
    }
  }

  /** Returns where the models come from, without credentials. */
  public String address() {
    return backend.address();
  }

  /** Returns the catalog in force. */
  public CatalogSnapshot snapshot() {
    CatalogSnapshot snapshot = current;
    if (snapshot == null) {
      throw new IllegalStateException("start() has not succeeded yet");
    }
    return snapshot;
  }

  /** Returns the models that went with the last refresh that missed some; empty if none did. */
  public List<Removal> lastRemovals() {
    return lastRemovals;
  }

  /** Returns the time since the last successful refresh. */
  public Duration age() {
    return Duration.between(snapshot().updatedAt(), clock.instant());
  }

  /** Reports whether the last refresh failed or is overdue. */
  public boolean stale() {
    CatalogSnapshot known = snapshot();
    return known.lastError().isPresent()
        || known.updatedAt().plus(overdueAfter).isBefore(clock.instant());
  }

  /**
   * Calls the listener after each refresh, failed ones included, on the refreshing thread, once the
   * new snapshot is in force.
   */
  public Subscription onChange(Consumer<RefreshResult> listener) {
    return listeners.add(listener);
  }

  private Listing fetch() throws UnavailableException {
    Listing listing = listFromBackend();
    if (listing.models().isEmpty()) {
      throw new UnavailableException(
          FailureCode.OPENCODE_UNAVAILABLE,
          "OpenCode at "
              + backend.address()
              + " lists no models; connect a provider with \"opencode auth login\"");
    }
    return listing;
  }

  private Listing listFromBackend() throws UnavailableException {
    try {
      return backend.list();
    } catch (RuntimeException e) {
      throw new UnavailableException(
          FailureCode.OPENCODE_BAD_ANSWER,
          "reading the models of OpenCode at " + backend.address() + " failed unexpectedly",
          e);
    }
  }

  private Refreshed replace(@Nullable CatalogSnapshot before, Listing listing) {
    var next = CatalogSnapshot.of(listing, clock.instant(), 1);
    if (before != null) {
      boolean same = next.sameModels(before);
      next = next.withVersion(same ? before.version() : before.version() + 1);
    }
    current = next;
    recover(next);
    cache.write(next);
    return logged(
        before == null
            ? new Refreshed(next, List.of(), List.of())
            : new Refreshed(next, missing(before, next), explained(missing(next, before))));
  }

  private List<Removal> explained(List<ModelRef> removed) {
    if (removed.isEmpty()) {
      return List.of();
    }
    List<Removal> removals = reasons(removed);
    lastRemovals = removals;
    return removals;
  }

  private List<Removal> reasons(List<ModelRef> removed) {
    try {
      return List.copyOf(backend.explain(removed));
    } catch (UnavailableException | RuntimeException e) {
      // The list itself is known by now, and counts.
      LOG.debug("{} was not asked why models are gone", backend.address(), e);
      return removed.stream().map(ref -> new Removal(ref, Removal.Reason.UNKNOWN)).toList();
    }
  }

  /** Returns the references that {@code all} has and {@code some} lacks. */
  private static List<ModelRef> missing(CatalogSnapshot some, CatalogSnapshot all) {
    return all.models().stream().map(Model::ref).filter(ref -> !some.contains(ref)).toList();
  }

  private Kept keep(CatalogSnapshot before, UnavailableException failure) {
    String error = String.valueOf(failure.getMessage());
    if (begins(error)) {
      LogEvent.warn(LOG, "model_catalog_refresh_failed")
          .with("url", backend.address())
          .with("models", before.size())
          .with("updatedAt", before.updatedAt())
          .with("error", error)
          .say(
              before.isMissing()
                  ? "There is still no model catalog: " + error
                  : "The model catalog was not refreshed; the previous one stays in use: " + error);
    }
    CatalogSnapshot kept = before.afterFailure(error);
    current = kept;
    return new Kept(kept, failure.code(), error);
  }

  private void lose(UnavailableException e) {
    if (begins("lost: " + e.getMessage())) {
      LogEvent.warn(LOG, "opencode_lost")
          .with("url", backend.address())
          .with("error", e.getMessage())
          .say("OpenCode is unreachable; the model catalog stays as it is: " + e.getMessage());
    }
  }

  /** Records the error and reports whether it differs from the previous one. */
  private boolean begins(String another) {
    boolean news = !another.equals(trouble);
    trouble = another;
    return news;
  }

  private void recover(CatalogSnapshot next) {
    if (trouble != null) {
      trouble = null;
      LogEvent.info(LOG, "model_catalog_recovered")
          .with("url", backend.address())
          .with("models", next.size())
          .say("OpenCode answers and lists " + next.size() + " models");
    }
  }

  private static Refreshed logged(Refreshed result) {
    if (result.changed()) {
      String added = few(result.added());
      String removed = few(result.removals());
      LogEvent.info(LOG, "model_catalog_changed")
          .with("models", result.snapshot().size())
          .with("added", added)
          .with("removed", removed)
          .say("The model catalog changed: added " + added + ", removed " + removed);
    }
    return result;
  }

  private static String few(List<?> models) {
    return models.size() <= NAMED_IN_LOG ? models.toString() : models.size() + " models";
  }

  private void tell(RefreshResult result) {
    listeners.tell(listener -> listener.accept(result));
  }
}
