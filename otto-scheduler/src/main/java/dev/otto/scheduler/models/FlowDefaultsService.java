package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.FlowDefaultsListener.Origin;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.Leftovers;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes the flow defaults: checks them against the catalog, writes the audit entry, then the
 * store, and records the outcome. When a change returns, the next resolution uses it.
 */
public final class FlowDefaultsService {
  private static final String ACTION = "flow_defaults.change";
  private static final int NAMED_JOBS = 3;

  private final FlowDefaultsStore store;
  private final Supplier<CatalogSnapshot> catalog;
  private final AuditLog audit;
  private final JobFences fences;
  private final PartialModels partial;

  public FlowDefaultsService(
      FlowDefaultsStore store,
      Supplier<CatalogSnapshot> catalog,
      AuditLog audit,
      JobFences fences,
      PartialModels partial) {
    this.store = store;
    this.catalog = catalog;
    this.audit = audit;
    this.fences = fences;
    this.partial = partial;
  }

  /** The fences of jobs. */
  public interface JobFences {
    /** Returns the only providers of each job of the flow which names some, by the job's id. */
    Map<String, List<String>> of(Flow flow);
  }

  /** The result of a change. */
  public sealed interface UpdateResult {
    /** The defaults are in force, or already were. */
    record InForce(FlowDefaults defaults, List<String> warnings) implements UpdateResult {
      public InForce {
        warnings = List.copyOf(warnings);
      }
    }

    /** The defaults no longer have the expected values. */
    record Superseded(FlowDefaults current) implements UpdateResult {}

    /** A model, or the effort asked of it, cannot be used. */
    record BadModel(Flow flow, ModelCheck.UnusablePart found) implements UpdateResult {}

    /** A part of what a flow asks for makes no sense for it. */
    record BadChoice(Flow flow, String part, String message) implements UpdateResult {}

    /** The store cannot be changed in its present state. */
    record Refused(String message) implements UpdateResult {}
  }

  /** Starts auditing manual edits, and settles what an earlier process left open. */
  public void start() {
    start(_ -> false);
  }

  /**
   * Starts, and settles with its own what other services left open.
   *
   * @param others reports whether a change of another service took effect
   */
  public void start(Predicate<Change> others) {
    settleLeftovers(Leftovers.OWN, others);
    if (store.others() == Origin.FILE) {
      auditEditsMeanwhile(store.current());
    }
    var unused = store.onChange(this::auditHandEdit);
  }

  /**
   * Settles changes that these Ottos have left open.
   *
   * @param others reports whether a change of another service took effect
   */
  public void settleLeftovers(Leftovers whose, Predicate<Change> others) {
    audit.settleLeftovers(whose, change -> isInForce(change) || others.test(change));
  }

  public FlowDefaults current() {
    return store.current();
  }

  /** Applies a requested change. */
  public UpdateResult change(Actor actor, FlowDefaultsUpdate update) {
    var attempt = new ChangeAttempt(actor, update);
    try {
      FlowDefaultsChange change = store.change(attempt);
      return switch (change) {
        case FlowDefaultsChange.Changed(var before, var after) ->
            attempt.settled(
                AuditOutcome.DONE, new UpdateResult.InForce(after, warnings(before, after)));
        case FlowDefaultsChange.Unchanged(var defaults) ->
            attempt.settled(AuditOutcome.DONE, new UpdateResult.InForce(defaults, List.of()));
        case FlowDefaultsChange.Refused(var reason) ->
            attempt.settled(
                AuditOutcome.FAILED,
                new UpdateResult.Refused(store.location() + " is not changed: " + reason));
      };
    } catch (Refusal refusal) {
      return refusal.result;
    }
  }

  /** The steps of one change, performed under the lock of the store. */
  private final class ChangeAttempt implements UnaryOperator<FlowDefaults> {
    private final Actor actor;
    private final FlowDefaultsUpdate update;
    private @Nullable AuditEntry entry;

    ChangeAttempt(Actor actor, FlowDefaultsUpdate update) {
      this.actor = actor;
      this.update = update;
    }

    @Override
    public FlowDefaults apply(FlowDefaults before) {
      if (!update.expected().test(before)) {
        throw new Refusal(new UpdateResult.Superseded(before));
      }
      FlowDefaults after = update.change().of(before, catalog.get());
      requireUsable(before, after, update.allowUnavailable());
      if (update.dryRun()) {
        throw new Refusal(new UpdateResult.InForce(after, warnings(before, after)));
      }
      if (!before.equals(after)) {
        entry =
            audit.begin(
                new Change(actor, ACTION, changed(before, after), text(before), text(after)));
      }
      return after;
    }

    UpdateResult settled(AuditOutcome outcome, UpdateResult result) {
      if (entry != null) {
        audit.settle(entry, outcome);
      }
      return result;
    }
  }

  /**
   * Checks only the changed values: a default whose model was removed must not block changes of the
   * others.
   */
  private void requireUsable(FlowDefaults before, FlowDefaults after, boolean allowUnavailable) {
    for (Flow flow : Flow.values()) {
      ModelCheck.ofChange(catalog.get(), before.choice(flow), after.choice(flow))
          .filter(found -> !allowUnavailable || found.check() instanceof ModelCheck.UnknownVariant)
          .ifPresent(
              found -> {
                throw new Refusal(new UpdateResult.BadModel(flow, found));
              });
      requireSense(flow, before.choice(flow), after.choice(flow));
    }
  }

  private void requireSense(Flow flow, ModelChoice before, ModelChoice after) {
    if (flow.equals(Flow.INTERACTIVE_ASSISTANT)
        && after.onFailure() == OnFailure.NEXT
        && before.onFailure() != OnFailure.NEXT) {
      throw refused(
          flow,
          "onFailure",
          "the assistant asks no next model, which would not know the conversation so far;"
              + " leave onFailure out");
    }
    if (!after.onlyProviders().equals(before.onlyProviders())) {
      requireCommonProvider(flow, after.onlyProviders());
    }
  }

  /** Refuses a fence that leaves nothing to jobs which have one of their own. */
  private void requireCommonProvider(Flow flow, List<String> fence) {
    List<String> barred =
        fence.isEmpty()
            ? List.of()
            : fences.of(flow).entrySet().stream()
                .filter(job -> Collections.disjoint(job.getValue(), fence))
                .map(Map.Entry::getKey)
                .toList();
    if (!barred.isEmpty()) {
      String more =
          barred.size() > NAMED_JOBS ? " and %d more".formatted(barred.size() - NAMED_JOBS) : "";
      throw refused(
          flow,
          "onlyProviders",
          "%s has no provider in common with what these jobs allow: %s%s; change those first"
              .formatted(
                  String.join(", ", fence),
                  String.join(", ", barred.subList(0, Math.min(NAMED_JOBS, barred.size()))),
                  more));
    }
  }

  private static Refusal refused(Flow flow, String part, String message) {
    return new Refusal(new UpdateResult.BadChoice(flow, part, message));
  }

  /** Returns what was dropped although nobody asked for that, and models that some nodes lack. */
  private List<String> warnings(FlowDefaults before, FlowDefaults after) {
    var models = partial.remembering();
    return Stream.concat(
            dropped(before, after),
            Arrays.stream(Flow.values())
                .flatMap(flow -> models.warnings(before.choice(flow), after.choice(flow)).stream())
                .distinct())
        .toList();
  }

  private static Stream<String> dropped(FlowDefaults before, FlowDefaults after) {
    return Arrays.stream(Flow.values())
        .filter(flow -> after.get(flow).isPresent() && after.choice(flow).variant().isEmpty())
        .filter(flow -> !before.get(flow).equals(after.get(flow)))
        .flatMap(
            flow ->
                before.choice(flow).variant().stream()
                    .map(effort -> ModelWarnings.staleVariant(effort, after.get(flow).get())));
  }

  private void auditHandEdit(FlowDefaults before, FlowDefaults after, Origin origin) {
    if (origin == Origin.FILE) {
      audit.record(
          new Change(Actor.fileEdit(), ACTION, changed(before, after), text(before), text(after)),
          AuditOutcome.DONE);
    }
  }

  /** Audits what was edited while no Otto ran, by the last values that the audit knows. */
  private void auditEditsMeanwhile(FlowDefaults now) {
    Optional<String> before = audit.lastOf(ACTION).map(Change::after);
    String after = text(now);
    if (!after.equals(before.orElse(text(FlowDefaults.none())))) {
      String changed = before.map(known -> changedSince(known, now)).orElse("");
      audit.record(
          new Change(Actor.fileEdit(), ACTION, changed, before.orElse(null), after),
          AuditOutcome.DONE);
    }
  }

  private static String changedSince(String before, FlowDefaults now) {
    return Arrays.stream(Flow.values())
        .filter(flow -> !before.contains(text(flow, now)))
        .map(Flow::key)
        .collect(Collectors.joining(","));
  }

  private boolean isInForce(Change change) {
    return change.action().equals(ACTION) && Objects.equals(change.after(), text(store.current()));
  }

  private static String changed(FlowDefaults before, FlowDefaults after) {
    return Arrays.stream(Flow.values())
        .filter(flow -> !before.choice(flow).equals(after.choice(flow)))
        .map(Flow::key)
        .collect(Collectors.joining(","));
  }

  /**
   * Returns all four values as JSON; a model reference needs no escaping but for these two
   * characters.
   */
  static String text(FlowDefaults defaults) {
    return Arrays.stream(Flow.values())
        .map(flow -> text(flow, defaults))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String text(Flow flow, FlowDefaults defaults) {
    ModelChoice choice = defaults.choice(flow);
    String value = choice.equals(ModelChoice.INHERIT) ? "null" : quoted(choice.toString());
    return "\"" + flow.key() + "\":" + value;
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** Thrown to leave the store unchanged; carries the result. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient UpdateResult result;

    Refusal(UpdateResult result) {
      super(null, null, false, false);
      this.result = result;
    }
  }
}
