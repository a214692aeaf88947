package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelRef;
import dev.otto.models.config.FlowDefaultsChange;
import dev.otto.models.config.FlowDefaultsFile;
import dev.otto.models.config.FlowDefaultsListener.Origin;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditEntry.Outcome;
import dev.otto.scheduler.audit.AuditLog;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes the default models of the flows: checks them against the catalog, writes the audit entry,
 * then the file, and says how it came out. When a change returns, the next resolution uses it.
 */
public final class FlowDefaultsService {
  private static final String ACTION = "flow_defaults.change";

  private final FlowDefaultsFile file;
  private final Supplier<CatalogSnapshot> catalog;
  private final AuditLog audit;

  public FlowDefaultsService(
      FlowDefaultsFile file, Supplier<CatalogSnapshot> catalog, AuditLog audit) {
    this.file = file;
    this.catalog = catalog;
    this.audit = audit;
  }

  /**
   * What somebody wants changed.
   *
   * @param change applied to what stands in the file at that moment
   * @param expected the change is only made if this accepts what stands there
   * @param allowUnavailable take models that the catalog lacks, too
   * @param dryRun say what would come of it, and change nothing
   */
  public record Wish(
      UnaryOperator<FlowDefaults> change,
      Predicate<FlowDefaults> expected,
      boolean allowUnavailable,
      boolean dryRun) {

    /** One flow, whatever the others are; empty makes it inherit. */
    public static Wish set(Flow flow, Optional<ModelRef> ref) {
      return new Wish(defaults -> defaults.with(flow, ref), defaults -> true, false, false);
    }
  }

  /** What came of it. */
  public sealed interface Result {
    /** They are in force, or were already. */
    record InForce(FlowDefaults defaults) implements Result {}

    /** Somebody else was faster. */
    record Overtaken(FlowDefaults current) implements Result {}

    /** A model cannot be used. */
    record BadModel(Flow flow, ModelCheck check) implements Result {}

    /** The file cannot be changed as it is. */
    record Refused(String message) implements Result {}
  }

  /** Hears of edits by hand from now on, and settles what an earlier process left open. */
  public void start() {
    audit.settleLeftovers(this::isInForce);
    var unused = file.onChange(this::auditHandEdit);
  }

  public FlowDefaults current() {
    return file.current();
  }

  /** Applies a wish. */
  public Result change(Actor actor, Wish wish) {
    var attempt = new Attempt(actor, wish);
    try {
      FlowDefaultsChange change = file.change(attempt);
      return switch (change) {
        case FlowDefaultsChange.Changed(var before, var after) ->
            attempt.settled(Outcome.DONE, new Result.InForce(after));
        case FlowDefaultsChange.Unchanged(var defaults) ->
            attempt.settled(Outcome.DONE, new Result.InForce(defaults));
        case FlowDefaultsChange.Refused(var problem) ->
            attempt.settled(
                Outcome.FAILED, new Result.Refused(file.path() + " is not changed: " + problem));
      };
    } catch (Refusal refusal) {
      return refusal.result;
    }
  }

  /** The steps of one change, taken under the lock of the file. */
  private final class Attempt implements UnaryOperator<FlowDefaults> {
    private final Actor actor;
    private final Wish wish;
    private @Nullable AuditEntry entry;

    Attempt(Actor actor, Wish wish) {
      this.actor = actor;
      this.wish = wish;
    }

    @Override
    public FlowDefaults apply(FlowDefaults before) {
      if (!wish.expected.test(before)) {
        throw new Refusal(new Result.Overtaken(before));
      }
      FlowDefaults after = wish.change.apply(before);
      if (!wish.allowUnavailable) {
        requireUsable(before, after);
      }
      if (wish.dryRun) {
        throw new Refusal(new Result.InForce(after));
      }
      if (!before.equals(after)) {
        entry =
            audit.begin(
                new Change(actor, ACTION, changed(before, after), text(before), text(after)));
      }
      return after;
    }

    Result settled(Outcome outcome, Result result) {
      if (entry != null) {
        audit.settle(entry, outcome);
      }
      return result;
    }
  }

  /** Only what changes: a default whose model has gone must not stand in the way of the others. */
  private void requireUsable(FlowDefaults before, FlowDefaults after) {
    for (Flow flow : Flow.values()) {
      Optional<ModelRef> wanted = after.get(flow);
      if (wanted.isPresent() && !wanted.equals(before.get(flow))) {
        switch (ModelCheck.of(catalog.get(), wanted.get())) {
          case ModelCheck.Usable() -> {}
          case ModelCheck bad -> throw new Refusal(new Result.BadModel(flow, bad));
        }
      }
    }
  }

  private void auditHandEdit(FlowDefaults before, FlowDefaults after, Origin origin) {
    if (origin == Origin.FILE) {
      audit.record(
          new Change(Actor.fileEdit(), ACTION, changed(before, after), text(before), text(after)),
          Outcome.DONE);
    }
  }

  private boolean isInForce(Change change) {
    return change.action().equals(ACTION) && Objects.equals(change.after(), text(file.current()));
  }

  private static String changed(FlowDefaults before, FlowDefaults after) {
    return Arrays.stream(Flow.values())
        .filter(flow -> !before.get(flow).equals(after.get(flow)))
        .map(Flow::key)
        .collect(Collectors.joining(","));
  }

  /** All four values as JSON; a model reference needs no escaping but for these two characters. */
  static String text(FlowDefaults defaults) {
    return Arrays.stream(Flow.values())
        .map(
            flow ->
                "\""
                    + flow.key()
                    + "\":"
                    + defaults.get(flow).map(FlowDefaultsService::quoted).orElse("null"))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(ModelRef ref) {
    return "\"" + ref.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** Leaves the file as it is and carries the answer out. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Result result;

    Refusal(Result result) {
      super(null, null, false, false);
      this.result = result;
    }
  }
}
