package dev.otto.scheduler.job;

import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.Payer;
import dev.otto.models.quartz.RequestedModel;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.schedule.Schedule;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stored job: its definition and its state.
 *
 * @param type the kind of work; without a prompt in the payload it is the instruction itself
 * @param runAt the requested first time; null for a cron job without one
 * @param runsOn the label of the nodes that may run it; null is any node
 * @param payload JSON; an object unless an import brought it
 * @param choice of its model; without a model it inherits the default of the flow
 */
public record Job(
    String id,
    String type,
    Schedule schedule,
    @Nullable Instant runAt,
    @Nullable String profileId,
    @Nullable String runsOn,
    ModelChoice choice,
    @Nullable String payload,
    State state,
    Instant createdAt,
    Instant updatedAt) {

  private static final Pattern PROFILE_ID = Pattern.compile("[\\p{L}\\p{N}_-][\\p{L}\\p{N}._ -]*");

  /**
   * The state of a job.
   *
   * @param nextRunAt the next time of its schedule, or one that was asked for; null when nothing is
   *     planned
   * @param retry of its last run; anything newer ends it
   * @param lock held while it runs
   * @param end set once it is over, until it is revived
   * @param asked the request for its next run; null where its schedule is the reason
   */
  public record State(
      boolean paused,
      @Nullable Instant nextRunAt,
      @Nullable NextAttempt retry,
      @Nullable Instant lastRunAt,
      @Nullable Lock lock,
      @Nullable End end,
      @Nullable RunRequest asked) {

    static State planned(Instant nextRunAt) {
      return new State(false, nextRunAt, null, null, null, null, null);
    }

    State resumed() {
      return new State(false, nextRunAt, retry, lastRunAt, lock, end, asked);
    }

    /** Returns the state in a pause, which ends a retry; a job that only waited for it is over. */
    State inPause() {
      boolean over = retry != null && nextRunAt == null;
      End now = over ? new End(TerminalState.COMPLETED, "A pause ended its retries") : end;
      return new State(true, nextRunAt, null, lastRunAt, lock, now, retry == null ? asked : null);
    }

    /** Returns the state with another time of its schedule. */
    State next(@Nullable Instant nextRunAt) {
      return new State(paused, nextRunAt, null, lastRunAt, lock, end, null);
    }

    State revivedAt(Instant nextRunAt) {
      return new State(paused, nextRunAt, null, lastRunAt, lock, null, null);
    }

    State ended(End end) {
      return new State(paused, null, null, lastRunAt, lock, end, null);
    }

    /** Returns the state whose next run was asked for. */
    State with(RunRequest request) {
      return new State(paused, nextRunAt, retry, lastRunAt, lock, end, request);
    }

    /** Reports whether its next run was asked for whatever the budgets say. */
    public boolean overBudget() {
      return asked != null && asked.overBudget();
    }

    /** Returns the model that its next run was asked for with; empty leaves that to the job. */
    public Optional<ModelRef> model() {
      return asked == null ? Optional.empty() : asked.model();
    }

    /** Returns the time at which it is due; empty when nothing is planned. */
    public Optional<Instant> dueAt() {
      return Stream.of(
              Optional.ofNullable(nextRunAt), Optional.ofNullable(retry).map(NextAttempt::at))
          .flatMap(Optional::stream)
          .min(Comparator.naturalOrder());
    }
  }

  /**
   * A request for a run at once.
   *
   * @param surface through which it came
   * @param overBudget whether the run is to begin whatever the budgets say
   * @param model used in this run and its retries instead of the job's own; empty leaves that to
   *     the job
   */
  public record RunRequest(Surface surface, boolean overBudget, Optional<ModelRef> model) {}

  /**
   * A planned retry.
   *
   * @param runId the run that failed
   * @param attempt the number of the attempt that is to come
   * @param maxAttempts the number of attempts in all; null if that is unknown
   */
  public record NextAttempt(Instant at, String runId, int attempt, @Nullable Integer maxAttempts) {}

  /** The lock of the run that holds the job; only one at a time. */
  public record Lock(String token, @Nullable Instant expiresAt) {}

  /** The end of a job, after which nothing is planned. */
  public record End(TerminalState state, @Nullable String reason) {}

  /** Returns the status that clients show. */
  public JobStatus status() {
    if (running()) {
      return JobStatus.RUNNING;
    }
    return state.paused() ? JobStatus.PAUSED : JobStatus.IDLE;
  }

  public boolean running() {
    return state.lock() != null;
  }

  public boolean over() {
    return state.end() != null;
  }

  /** Reports whether it has a trigger. */
  public boolean awaitsItsTime() {
    return state.dueAt().isPresent() && !state.paused() && !running() && !over() && !setAside();
  }

  /** Reports whether its schedule cannot be computed, so that it waits for another. */
  public boolean setAside() {
    return schedule instanceof Schedule.Unusable;
  }

  /**
   * Reports whether a job may name its profile so. It becomes the name of a file, so it must not
   * lead elsewhere.
   */
  public static boolean isProfileId(String text) {
    return PROFILE_ID.matcher(text).matches();
  }

  /** Reports whether it is a system job, which operators can only pause and resume. */
  public boolean system() {
    return SystemJob.owns(id, type);
  }

  /** Returns the name used in the REST API. */
  public String managedBy() {
    return system() ? "system" : "operator";
  }

  public boolean isMutable() {
    return !system();
  }

  /** Returns the flow whose default it inherits; empty for a job that never prompts. */
  public Optional<Flow> flow() {
    return SystemJob.flowOf(type);
  }

  /** Returns the model it names; empty inherits. */
  public Optional<ModelRef> model() {
    return choice.modelRef();
  }

  /**
   * Returns the flow and model by which its runs are resolved; a job that never prompts ignores
   * them.
   */
  public RequestedModel.Stated requestedModel() {
    return new RequestedModel.Stated(flow().orElse(Flow.SCHEDULED_TASKS), choice);
  }

  /** Returns whom its prompts are for, by which budgets bind them. */
  public Payer payer() {
    Payer payer = Payer.ofJob(flow().orElse(Flow.SCHEDULED_TASKS), id);
    return state.overBudget() ? payer.goingOver() : payer;
  }

  /** Returns the job as its next run carries it out: with the model that is asked of it alone. */
  public Job forNextRun() {
    Optional<ModelRef> model = state.model();
    return model.isEmpty() ? this : with(choice.with(model));
  }

  Job with(ModelChoice changed) {
    return new Job(
        id, type, schedule, runAt, profileId, runsOn, changed, payload, state, createdAt,
        updatedAt);
  }

  Job with(State changed, Instant now) {
    return new Job(
        id, type, schedule, runAt, profileId, runsOn, choice, payload, changed, createdAt, now);
  }

  Job with(Schedule changed, State state, Instant now) {
    return new Job(
        id, type, changed, runAt, profileId, runsOn, choice, payload, state, createdAt, now);
  }
}
