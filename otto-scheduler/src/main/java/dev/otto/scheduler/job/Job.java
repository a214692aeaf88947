package dev.otto.scheduler.job;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.quartz.RequestedModel;
import dev.otto.scheduler.schedule.Schedule;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stored definition, and where it stands.
 *
 * @param type what kind of work; without a prompt in the payload it is the instruction itself
 * @param runAt when it was asked to run first; null for a cron job that was not
 * @param payload an object in JSON
 * @param modelRef null inherits the default of the flow
 */
public record Job(
    String id,
    String type,
    Schedule schedule,
    @Nullable Instant runAt,
    @Nullable String profileId,
    @Nullable ModelRef modelRef,
    @Nullable String payload,
    State state,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * Where it stands.
   *
   * @param nextRunAt null when nothing is planned
   * @param lock held while it runs
   * @param end set once it is over, until something revives it
   */
  public record State(
      boolean paused,
      @Nullable Instant nextRunAt,
      @Nullable Instant lastRunAt,
      @Nullable Lock lock,
      @Nullable End end) {

    static State planned(Instant nextRunAt) {
      return new State(false, nextRunAt, null, null, null);
    }

    State paused(boolean paused) {
      return new State(paused, nextRunAt, lastRunAt, lock, end);
    }

    State next(@Nullable Instant nextRunAt) {
      return new State(paused, nextRunAt, lastRunAt, lock, end);
    }

    State revivedAt(Instant nextRunAt) {
      return new State(paused, nextRunAt, lastRunAt, lock, null);
    }

    State ended(End end) {
      return new State(paused, null, lastRunAt, lock, end);
    }
  }

  /** The run that has it: only one at a time. */
  public record Lock(String token, @Nullable Instant expiresAt) {}

  /** Why nothing more is planned. */
  public record End(TerminalState state, @Nullable String reason) {}

  /** What clients show. */
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

  /** Whether a trigger belongs to it. */
  public boolean awaitsItsTime() {
    return state.nextRunAt() != null && !state.paused() && !running() && !over() && !setAside();
  }

  /** Whether its schedule cannot be computed, so that it waits for another. */
  public boolean setAside() {
    return schedule instanceof Schedule.Unusable;
  }

  /** One of Otto's own, which operators can pause and resume and nothing else. */
  public boolean system() {
    return SystemJob.owns(id, type);
  }

  /** As on the wire. */
  public String managedBy() {
    return system() ? "system" : "operator";
  }

  public boolean isMutable() {
    return !system();
  }

  /** Whose default model it inherits; empty for a job that never prompts. */
  public Optional<Flow> flow() {
    return SystemJob.flowOf(type);
  }

  /** The model it asks for; empty inherits. */
  public Optional<ModelRef> model() {
    return Optional.ofNullable(modelRef);
  }

  /** The flow and model by which a run of it resolves; a job that never prompts ignores them. */
  public RequestedModel.Stated requestedModel() {
    return new RequestedModel.Stated(flow().orElse(Flow.SCHEDULED_TASKS), model());
  }

  Job with(State changed, Instant now) {
    return new Job(
        id, type, schedule, runAt, profileId, modelRef, payload, changed, createdAt, now);
  }

  Job with(Schedule changed, State state, Instant now) {
    return new Job(id, type, changed, runAt, profileId, modelRef, payload, state, createdAt, now);
  }
}
