package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Model;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.models.ChoiceGroups.GroupResult;
import dev.otto.scheduler.models.ModelHolders.Kind;
import dev.otto.scheduler.models.ReplacementCheck.Objection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replaces a model wherever jobs, flows and budgets name it, all at once, and takes that back. */
public final class ModelReplacements {
  private static final String REPLACE = "model.replace";
  private static final String UNDO = "model.replace_undo";

  private final ChoiceGroups groups;
  private final FlowDefaultsService defaults;
  private final AuditLog audit;
  private final JobChoices choices;
  private final Supplier<CatalogSnapshot> catalog;
  private final Models.JobModels jobs;
  private final PartialModels partial;

  public ModelReplacements(
      FlowDefaultsService defaults,
      BudgetModels budgets,
      Database database,
      AuditLog audit,
      JobChoices choices,
      Supplier<CatalogSnapshot> catalog,
      Models.JobModels jobs,
      PartialModels partial) {
    this.groups = new ChoiceGroups(defaults, budgets, database, audit, choices);
    this.defaults = defaults;
    this.audit = audit;
    this.choices = choices;
    this.catalog = catalog;
    this.jobs = jobs;
    this.partial = partial;
  }

  /** The result of a replacement, or of taking one back. */
  public sealed interface ReplaceResult {

    /**
     * It is made, or would be if this was a dry run.
     *
     * @param id to take it back by; empty for a dry run and where nothing changed
     * @param lost what the other model cannot do, and which nodes lack it
     * @param overridden what was refused without force
     */
    record Replaced(
        OptionalLong id,
        Replacement replacement,
        List<ChoiceChange> changed,
        List<Left> left,
        List<String> lost,
        List<String> overridden)
        implements ReplaceResult {

      /** Returns one sentence with the number to take it back by. */
      public String sentence() {
        return "%s took the place of %s in %d places%s%s"
            .formatted(
                replacement.to(),
                replacement.from(),
                changed.size(),
                left.isEmpty() ? "" : "; %d were changed since and stay".formatted(left.size()),
                id.isEmpty() ? "" : "; its number is " + id.getAsLong());
      }
    }

    /** The other model cannot take the place. */
    record Unsuitable(List<Objection> objections) implements ReplaceResult {

      /** Returns all that speaks against it, in sentences. */
      public String message() {
        return objections.stream().map(Objection::message).collect(Collectors.joining("; "));
      }
    }

    /** There is no such replacement. */
    record Missing(String message) implements ReplaceResult {}

    /** Nothing can be changed at the moment. */
    record Conflict(String message) implements ReplaceResult {}
  }

  /** A job, flow or budget that somebody changed since; its choice is empty if it is gone. */
  record Left(Kind kind, String id, Optional<ModelChoice> now) {}

  /** Completes what these Ottos have left half done; what is this one's, before any job runs. */
  public void recover(Leftovers whose) {
    groups.recover(whose);
  }

  /** Returns the model, if the catalog has it. */
  Optional<Model> model(ModelRef ref) {
    return catalog.get().find(ref);
  }

  /**
   * Replaces a model.
   *
   * @param force also by one that the catalog lacks, or that cannot do what is needed
   */
  public ReplaceResult replace(Actor actor, Replacement wanted, boolean force, boolean dryRun) {
    CatalogSnapshot models = catalog.get();
    List<ChoiceChange> planned = groups.preview((tx, now) -> wanted.changes(tx, now, models));
    var check = new ReplacementCheck(wanted, planned, models, defaults.current(), jobs);
    Optional<Objection> variant = check.unknownVariant();
    List<Objection> objections = variant.map(List::of).orElseGet(check::objections);
    if (variant.isPresent() || (!force && !objections.isEmpty())) {
      return new ReplaceResult.Unsuitable(objections);
    }
    List<String> overridden = objections.stream().map(Objection::message).toList();
    List<String> lost = lost(wanted, check);
    if (dryRun) {
      return new ReplaceResult.Replaced(
          OptionalLong.empty(), wanted, planned, List.of(), lost, overridden);
    }
    String target = wanted.from() + " -> " + wanted.to();
    return result(
        groups.apply(
            Change.of(actor, REPLACE, target), (tx, now) -> wanted.changes(tx, now, models)),
        wanted,
        List.of(),
        lost,
        overridden);
  }

  private List<String> lost(Replacement wanted, ReplacementCheck check) {
    ModelChoice after = ModelChoice.of(Optional.of(wanted.to()));
    return Stream.concat(
            check.lost().stream(), partial.warnings(ModelChoice.INHERIT, after).stream())
        .toList();
  }

  /**
   * Takes a replacement back where its values still stand. What somebody changed since stays. The
   * model of before need not be in the catalog any more.
   *
   * @param id of the replacement
   */
  public ReplaceResult undo(Actor actor, long id, boolean dryRun) {
    Optional<AuditEntry> whole = replacement(id);
    if (whole.isEmpty()) {
      return new ReplaceResult.Missing(
          "There is no replacement " + id + "; the audit lists those there are as " + REPLACE);
    }
    Replacement back = back(whole.get());
    List<ChoiceChange> made = groups.changesOf(id);
    var left = new ArrayList<Left>();
    ChoiceGroups.Plan plan = (tx, now) -> undoing(tx, now, made, left);
    if (dryRun) {
      return new ReplaceResult.Replaced(
          OptionalLong.empty(), back, groups.preview(plan), left, List.of(), List.of());
    }
    String target = back.from() + " -> " + back.to();
    GroupResult result = groups.apply(new Change(actor, UNDO, target, null, "undoes " + id), plan);
    return result(result, back, left, List.of(), List.of());
  }

  private Optional<AuditEntry> replacement(long id) {
    return audit.group(id).stream()
        .filter(entry -> entry.id() == id)
        .filter(entry -> Set.of(REPLACE, UNDO).contains(entry.change().action()))
        .filter(entry -> entry.outcome() == AuditOutcome.DONE)
        .findFirst();
  }

  private static Replacement back(AuditEntry whole) {
    String[] refs = String.valueOf(whole.change().target()).split(" -> ", 2);
    return new Replacement(ModelRef.of(refs[1]), ModelRef.of(refs[0]), Optional.empty());
  }

  private List<ChoiceChange> undoing(
      Tx tx, ChoicesInFile now, List<ChoiceChange> made, List<Left> left) {
    left.clear();
    var undoing = new ArrayList<ChoiceChange>();
    for (ChoiceChange change : made) {
      Optional<ModelChoice> present =
          change.kind() == Kind.JOB ? choices.find(tx, change.id()) : now.find(change);
      if (present.filter(change.after()::namesSameAs).isPresent()) {
        ModelChoice is = present.get();
        undoing.add(
            new ChoiceChange(change.kind(), change.id(), is, is.withModelsOf(change.before())));
      } else {
        left.add(new Left(change.kind(), change.id(), present));
      }
    }
    return undoing;
  }

  private static ReplaceResult result(
      GroupResult result,
      Replacement replacement,
      List<Left> left,
      List<String> lost,
      List<String> overridden) {
    return switch (result) {
      case GroupResult.Applied(var id, var changes) ->
          new ReplaceResult.Replaced(id, replacement, changes, left, lost, overridden);
      case GroupResult.Refused(var message) -> new ReplaceResult.Conflict(message);
    };
  }
}
