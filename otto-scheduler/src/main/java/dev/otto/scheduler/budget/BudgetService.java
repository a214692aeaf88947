package dev.otto.scheduler.budget;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.BudgetScope.Kind;
import dev.otto.models.Budgets;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.CatalogSnapshot.CatalogSource;
import dev.otto.models.FlowDefaultsListener.Origin;
import dev.otto.models.Model;
import dev.otto.models.ModelCheck;
import dev.otto.models.config.BrokenFileException;
import dev.otto.models.config.BudgetsText;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.models.config.Jsonc;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.models.BudgetModels;
import dev.otto.web.Json;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the budgets in {@code config.jsonc}, by request or by an edit of the file, and puts them
 * in force. A broken edit keeps the ones before.
 */
public final class BudgetService implements BudgetModels {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetService.class);
  private static final String ACTION = "budgets.change";

  private final FlowDefaultsDocument file;
  private final BudgetLedger ledger;
  private final Supplier<CatalogSnapshot> catalog;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Listeners<Runnable> listeners = new Listeners<>("the budgets of the file");
  private volatile @Nullable String problem;
  private volatile @Nullable Budgets requested;

  /**
   * @param file the configuration
   */
  public BudgetService(
      FlowDefaultsDocument file,
      BudgetLedger ledger,
      Supplier<CatalogSnapshot> catalog,
      AuditLog audit,
      InstantSource clock) {
    this.clock = clock;
    this.file = file;
    this.ledger = ledger;
    this.catalog = catalog;
    this.audit = audit;
  }

  /** The result of a change. */
  public sealed interface UpdateResult {
    /** The budgets are in force, or would be if this was a dry run. */
    record InForce(Budgets budgets) implements UpdateResult {}

    /** The budgets no longer are the expected ones. */
    record Superseded(Budgets current) implements UpdateResult {}

    /** A budget makes no sense with the catalog as it is. */
    record Unusable(BudgetScope scope, String key, String message) implements UpdateResult {}

    /** The file cannot be changed in its present state. */
    record Refused(String message) implements UpdateResult {}
  }

  /** Returns the ledger of what is spent. */
  public BudgetLedger ledger() {
    return ledger;
  }

  /** Notifies the listener once other budgets are in force. */
  public Subscription onChange(Runnable listener) {
    return listeners.add(listener);
  }

  /**
   * Returns what is wrong with the budgets: those of the file are not in force, or one of them
   * cannot bind a model any more; empty if nothing is.
   */
  public Optional<String> problem() {
    return Optional.ofNullable(problem).or(this::unboundModel);
  }

  /** An edit by hand, or a refresh that takes a price away, is not refused as a request is. */
  private Optional<String> unboundModel() {
    // A list from the disk is without prices.
    return catalog.get().source() == CatalogSource.CACHE
        ? Optional.empty()
        : ledger.budgets().byScope().entrySet().stream()
            .flatMap(
                entry ->
                    unbound(entry.getKey(), entry.getValue()).stream()
                        .map(why -> "budgets." + entry.getKey().path() + ": " + why))
            .findFirst();
  }

  /**
   * Puts the budgets of the file in force, audits what was edited while no Otto ran, and follows
   * the file from now on.
   *
   * @throws IOException if the file cannot be read, or its budgets are broken
   */
  public void start() throws IOException {
    Budgets stored = read(file.text().orElse("{}"));
    ledger.use(stored);
    if (file.others() == Origin.FILE) {
      auditEditsMeanwhile(text(stored));
    }
    var unused = file.onText(this::follow);
  }

  private void auditEditsMeanwhile(String after) {
    Optional<String> before = audit.lastOf(ACTION).map(Change::after);
    if (!after.equals(before.orElse(text(Budgets.NONE)))) {
      audit.record(
          new Change(Actor.fileEdit(), ACTION, null, before.orElse(null), after),
          AuditOutcome.DONE);
    }
  }

  /** Reports whether a change that an earlier process left pending is in the file. */
  public boolean isInForce(Change change) {
    try {
      return change.action().equals(ACTION)
          && Objects.equals(change.after(), text(read(file.text().orElse("{}"))));
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the budgets of the file; where they are broken, those in force. */
  @Override
  public Budgets stored() {
    try {
      return read(file.text().orElse("{}"));
    } catch (IOException e) {
      return ledger.budgets();
    }
  }

  @Override
  public Optional<AuditEntry> changeAlong(Actor actor, UnaryOperator<Budgets> change) {
    Budgets before = stored();
    Budgets after = change.apply(before);
    if (after.equals(before)) {
      return Optional.empty();
    }
    file.changeAlong(
        document -> {
          Budgets found = BudgetsText.read(document);
          requested = change.apply(found);
          return BudgetsText.change(document, found, requested);
        });
    return Optional.of(audit.begin(new Change(actor, ACTION, null, text(before), text(after))));
  }

  private static Budgets read(String text) throws BrokenFileException {
    return BudgetsText.read(Jsonc.parse(text));
  }

  private void follow(String text) {
    try {
      use(read(text));
      problem = null;
    } catch (BrokenFileException e) {
      problem = file.location() + ": " + e.problems().get(0);
      LOG.atWarn()
          .addKeyValue("event", "budgets_broken")
          .log("The budgets of before stay in force: {}", problem);
    }
  }

  private void use(Budgets now) {
    Budgets before = ledger.budgets();
    if (!now.at(clock.instant()).equals(before)) {
      if (!now.equals(requested) && file.others() == Origin.FILE) {
        audit.record(
            new Change(Actor.fileEdit(), ACTION, null, text(before), text(now)), AuditOutcome.DONE);
      }
      requested = null;
      ledger.use(now);
      listeners.tell(Runnable::run);
    }
  }

  /**
   * Replaces all budgets.
   *
   * @param expected must accept the present ones, or nothing is changed
   * @param dryRun return the result without changing anything
   */
  public UpdateResult change(
      Actor actor, Budgets after, Predicate<Budgets> expected, boolean dryRun) {
    Optional<UpdateResult> objection = objection(after);
    if (objection.isPresent()) {
      return objection.get();
    }
    var edit = new BudgetEdit(actor, after, expected, dryRun);
    try {
      file.edit(edit::apply);
    } catch (Refusal refusal) {
      return refusal.result;
    } catch (BrokenFileException e) {
      return edit.failed(e.problems().get(0).toString());
    } catch (IOException e) {
      return edit.failed(String.valueOf(e.getMessage()));
    }
    use(after);
    edit.settle(AuditOutcome.DONE);
    return new UpdateResult.InForce(after);
  }

  /** The steps of one change, performed under the lock of the file. */
  private final class BudgetEdit {
    private final Actor actor;
    private final Budgets after;
    private final Predicate<Budgets> expected;
    private final boolean dryRun;
    private @Nullable AuditEntry entry;

    BudgetEdit(Actor actor, Budgets after, Predicate<Budgets> expected, boolean dryRun) {
      this.actor = actor;
      this.after = after;
      this.expected = expected;
      this.dryRun = dryRun;
    }

    String apply(Optional<String> text) throws IOException {
      Jsonc document = Jsonc.parse(text.orElse("{}\n"));
      Budgets before = BudgetsText.read(document);
      Budgets current = before.at(clock.instant());
      if (!expected.test(current)) {
        throw new Refusal(new UpdateResult.Superseded(current));
      }
      if (dryRun) {
        throw new Refusal(new UpdateResult.InForce(after));
      }
      if (entry == null && !before.equals(after)) {
        entry = audit.begin(new Change(actor, ACTION, null, text(before), text(after)));
      }
      requested = after;
      return BudgetsText.change(document, before, after).text();
    }

    UpdateResult failed(String why) {
      settle(AuditOutcome.FAILED);
      return new UpdateResult.Refused(file.location() + " is not changed: " + why);
    }

    void settle(AuditOutcome outcome) {
      if (entry != null) {
        audit.settle(entry, outcome);
      }
    }
  }

  private Optional<UpdateResult> objection(Budgets budgets) {
    return budgets.byScope().entrySet().stream()
        .filter(entry -> !entry.getValue().equals(ledger.budgets().byScope().get(entry.getKey())))
        .flatMap(entry -> objection(entry).stream())
        .findFirst();
  }

  private Optional<UpdateResult> objection(Map.Entry<BudgetScope, Budget> entry) {
    BudgetScope scope = entry.getKey();
    Budget budget = entry.getValue();
    return unbound(scope, budget)
        .<UpdateResult>map(why -> new UpdateResult.Unusable(scope, "tokensPerDay", why))
        .or(() -> unusable(scope, budget))
        .or(() -> ended(scope, budget));
  }

  private Optional<UpdateResult> ended(BudgetScope scope, Budget budget) {
    return budget
        .raised()
        .filter(raise -> raise.hasEnded(clock.instant()))
        .map(
            raise ->
                new UpdateResult.Unusable(
                    scope, "raised.until", raise.until() + " is past; write a time to come"));
  }

  /** Returns a sentence if a model may be used in this scope that the budget cannot bind. */
  private Optional<String> unbound(BudgetScope scope, Budget budget) {
    if (!budget.bindsPricedOnly()) {
      return Optional.empty();
    }
    return catalog.get().models().stream()
        .filter(model -> model.textOutput() && !model.hasPrice())
        .map(Model::ref)
        .filter(ref -> scope.kind() != Kind.PROVIDER || ref.providerId().equals(scope.key()))
        .findFirst()
        .map(
            ref ->
                "dollars do not bind models without a price, such as %s; set tokensPerDay too"
                    .formatted(ref));
  }

  private Optional<UpdateResult> unusable(BudgetScope scope, Budget budget) {
    return budget
        .whenSpent()
        .map(ref -> ModelCheck.of(catalog.get(), ref))
        .flatMap(BudgetService::message)
        .map(why -> new UpdateResult.Unusable(scope, "whenSpent", why));
  }

  private static Optional<String> message(ModelCheck check) {
    return switch (check) {
      case ModelCheck.Unknown unknown ->
          Optional.of(unknown.message("`ottoctl model list` shows what there is"));
      case ModelCheck.Unsuitable unsuitable -> Optional.of(unsuitable.message());
      case ModelCheck.UnknownVariant unknown -> Optional.of(unknown.message());
      case ModelCheck.Usable() -> Optional.empty();
    };
  }

  static String text(Budgets budgets) {
    return Json.text(BudgetJson.set(budgets));
  }

  /** Thrown to leave the file unchanged; carries the result. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient UpdateResult result;

    Refusal(UpdateResult result) {
      super(null, null, false, false);
      this.result = result;
    }
  }
}
