package dev.otto.scheduler.run;

import dev.otto.models.prompt.Bill;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The runs in flight in this process, and the ways to end them from outside. */
public final class RunningRuns {
  static final Outcome STOPPED =
      new Outcome.Lost("Otto was stopped while the run was in flight", true);

  /** The time that an aborted run has to write its own end. */
  private static final Duration ABORT_GRACE = Duration.ofSeconds(3);

  private final Consumer<String> abortSession;
  private final Map<String, RunningRun> running = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean stopping;

  /**
   * Creates an instance without runs.
   *
   * @param abortSession aborts the session with this id in OpenCode; must not throw
   */
  public RunningRuns(Consumer<String> abortSession) {
    this.abortSession = abortSession;
  }

  /** Registers a run until it is closed; empty if Otto is stopping and nothing may begin. */
  Optional<RunningRun> register(String runId) {
    lock.lock();
    try {
      if (stopping) {
        return Optional.empty();
      }
      var run = new RunningRun(runId);
      running.put(runId, run);
      return Optional.of(run);
    } finally {
      lock.unlock();
    }
  }

  /** Reports whether a thread of this process carries out the run. */
  boolean contains(String runId) {
    lock.lock();
    try {
      return running.containsKey(runId);
    } finally {
      lock.unlock();
    }
  }

  public int count() {
    return running().size();
  }

  /** Returns the session of a run in flight; empty if it has none, or is not running here. */
  Optional<String> session(String runId) {
    return running().stream()
        .filter(run -> run.runId.equals(runId))
        .findFirst()
        .flatMap(RunningRun::session);
  }

  /** Returns what an earlier prompt of a run in flight spent, which OpenCode had refused. */
  Bill spentBefore(String runId) {
    return running().stream()
        .filter(run -> run.runId.equals(runId))
        .findFirst()
        .map(RunningRun::spentBefore)
        .orElse(Bill.NOTHING);
  }

  /** Ends a run early, as failed with {@code aborted}; false if it is not running here. */
  public boolean abort(String runId) {
    Optional<RunningRun> run =
        running().stream().filter(candidate -> candidate.runId.equals(runId)).findFirst();
    run.ifPresent(
        running -> running.cancel(new Outcome.Failed("aborted", "The run was aborted on request")));
    return run.isPresent();
  }

  /**
   * Admits no further runs, waits for those in flight, and aborts as lost those that remain after
   * the grace period.
   *
   * @return the ids of runs that have not even written that; their rows are open
   */
  public List<String> stop(Duration grace) throws InterruptedException {
    lock.lock();
    try {
      stopping = true;
    } finally {
      lock.unlock();
    }
    if (!awaitNone(grace)) {
      running().forEach(run -> run.cancel(STOPPED));
      awaitNone(ABORT_GRACE);
    }
    return running().stream().map(run -> run.runId).toList();
  }

  private boolean awaitNone(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!running.isEmpty() && left > 0) {
        left = ended.awaitNanos(left);
      }
      return running.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private List<RunningRun> running() {
    lock.lock();
    try {
      return List.copyOf(running.values());
    } finally {
      lock.unlock();
    }
  }

  private void unregister(String runId) {
    lock.lock();
    try {
      running.remove(runId);
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One run in flight. */
  final class RunningRun implements AutoCloseable {
    /**
     * The number of attempts to abort: a prompt that was about to be sent at the time of the
     * cancellation is not there to be aborted yet.
     */
    private static final int ATTEMPTS = 10;

    private final String runId;
    private @Nullable String sessionId;
    private @Nullable Outcome cancellation;
    private Bill spentBefore = Bill.NOTHING;

    private RunningRun(String runId) {
      this.runId = runId;
    }

    String runId() {
      return runId;
    }

    /** Sets the session, so that an abort reaches OpenCode. */
    synchronized void sessionOpened(String session) {
      sessionId = session;
    }

    /** Sets what was spent before another prompt is sent. */
    synchronized void spent(Bill bill) {
      spentBefore = bill;
    }

    private synchronized Bill spentBefore() {
      return spentBefore;
    }

    /** Returns the outcome that a cancellation imposes; empty if nobody cancelled. */
    synchronized Optional<Outcome> cancellation() {
      return Optional.ofNullable(cancellation);
    }

    private synchronized Optional<String> session() {
      return Optional.ofNullable(sessionId);
    }

    /** Cancels the run with this outcome; the first cancellation counts. */
    void cancel(Outcome end) {
      synchronized (this) {
        if (cancellation != null) {
          return;
        }
        cancellation = end;
      }
      Thread.ofVirtual().name("abort " + runId).start(this::abortUntilOver);
    }

    private void abortUntilOver() {
      try {
        for (int i = 0; i < ATTEMPTS && isInFlight(); i++) {
          session().ifPresent(abortSession);
          TimeUnit.MILLISECONDS.sleep(200L << Math.min(i, 4));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean isInFlight() {
      return running().contains(this);
    }

    @Override
    public void close() {
      unregister(runId);
    }
  }
}
