package dev.otto.scheduler.models;

import dev.otto.models.BudgetScope;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ContextWindow;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Model;
import dev.otto.models.ModelCheck;
import dev.otto.models.Payer;
import dev.otto.scheduler.models.Models.JobChoice;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Checks whether a model can take the place of another, and says what is lost. */
final class ReplacementCheck {
  private static final int NAMED = 5;

  private final Replacement wanted;
  private final List<ChoiceChange> changes;
  private final CatalogSnapshot catalog;
  private final FlowDefaults defaults;
  private final Models.JobModels jobs;
  private final Optional<Model> from;
  private final Optional<Model> to;

  ReplacementCheck(
      Replacement wanted,
      List<ChoiceChange> changes,
      CatalogSnapshot catalog,
      FlowDefaults defaults,
      Models.JobModels jobs) {
    this.wanted = wanted;
    this.changes = changes;
    this.catalog = catalog;
    this.defaults = defaults;
    this.jobs = jobs;
    this.from = catalog.find(wanted.from());
    this.to = catalog.find(wanted.to());
  }

  /** Something that speaks against the replacement; it needs force. */
  record Objection(ErrorCode code, FieldError detail) {
    String message() {
      return detail.message();
    }
  }

  Optional<Model> from() {
    return from;
  }

  Optional<Model> to() {
    return to;
  }

  /** Returns the objection to the effort, which no force helps. */
  Optional<Objection> unknownVariant() {
    return wanted
        .variant()
        .flatMap(
            effort ->
                to.filter(model -> !model.abilities().variants().contains(effort))
                    .map(
                        model ->
                            new ModelCheck.UnknownVariant(
                                model.ref(), effort, model.abilities().variants())))
        .map(
            check ->
                new Objection(
                    ErrorCode.INVALID_REQUEST, new FieldError("variant", check.message())));
  }

  /** Returns what speaks against it: the model itself, or what those who get it need. */
  List<Objection> objections() {
    var objections = new ArrayList<Objection>();
    switch (ModelCheck.of(catalog, wanted.to())) {
      case ModelCheck.Unknown unknown ->
          objections.add(objection(ErrorCode.UNKNOWN_MODEL, unknown.message(Models.WHERE_TO_LOOK)));
      case ModelCheck.Unsuitable unsuitable ->
          objections.add(objection(ErrorCode.UNSUITABLE_MODEL, unsuitable.message()));
      case ModelCheck.Usable _, ModelCheck.UnknownVariant _ -> {}
    }
    to.ifPresent(model -> needs(model, objections));
    return objections;
  }

  private void needs(Model model, List<Objection> objections) {
    if (!model.abilities().toolCall() && from.map(it -> it.abilities().toolCall()).orElse(true)) {
      add(objections, this::usesTools, "%s cannot call tools, which these use: %s");
    }
    if (isTooSmall(model) && !from.map(ReplacementCheck::isTooSmall).orElse(false)) {
      add(
          objections,
          this::usesTools,
          "the context window of %s is too small for the agents of these: %s");
    }
    add(objections, this::fencesOff, "%s is outside the fence (onlyProviders) of these: %s");
  }

  private static boolean isTooSmall(Model model) {
    return ContextWindow.concern(model).isPresent();
  }

  private void add(List<Objection> objections, Predicate<ChoiceChange> concerned, String sentence) {
    List<String> names = changes.stream().filter(concerned).map(ReplacementCheck::name).toList();
    if (!names.isEmpty()) {
      String more = names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "";
      String some = names.stream().limit(NAMED).collect(Collectors.joining(", "));
      objections.add(
          objection(ErrorCode.UNSUITABLE_MODEL, sentence.formatted(wanted.to(), some + more)));
    }
  }

  private static String name(ChoiceChange change) {
    return change.kind().key() + " " + change.id();
  }

  private static Objection objection(ErrorCode code, String message) {
    return new Objection(code, new FieldError("to", message));
  }

  private boolean usesTools(ChoiceChange change) {
    return job(change)
        .map(jobs::usesTools)
        .orElseGet(
            () ->
                flow(change)
                    .map(jobs::usesTools)
                    .orElseGet(() -> Arrays.stream(Flow.values()).anyMatch(jobs::usesTools)));
  }

  /** Returns the job whose prompts the change concerns; empty if those of others, too. */
  private static Optional<String> job(ChoiceChange change) {
    return switch (change.kind()) {
      case JOB -> Optional.of(change.id());
      case BUDGET ->
          Optional.of(BudgetScope.ofPath(change.id()))
              .filter(scope -> scope.kind() == BudgetScope.Kind.JOB)
              .map(BudgetScope::key);
      case FLOW -> Optional.empty();
    };
  }

  /** Returns the flow that alone is concerned; empty for a budget of several. */
  private Optional<Flow> flow(ChoiceChange change) {
    Optional<String> job = job(change);
    if (job.isPresent()) {
      return jobs.find(job.get()).flatMap(JobChoice::payer).map(Payer::flow);
    }
    return switch (change.kind()) {
      case BUDGET ->
          Optional.of(BudgetScope.ofPath(change.id()))
              .filter(scope -> scope.kind() == BudgetScope.Kind.FLOW)
              .flatMap(scope -> Flow.parse(scope.key()));
      case FLOW, JOB -> Flow.parse(change.id());
    };
  }

  private boolean fencesOff(ChoiceChange change) {
    String provider = wanted.to().providerId();
    return !change.after().permits(provider)
        || job(change).flatMap(jobs::find).filter(it -> !it.choice().permits(provider)).isPresent()
        || flow(change).filter(it -> !defaults.choice(it).permits(provider)).isPresent();
  }

  /** Returns what the other model does not have, in sentences. */
  List<String> lost() {
    var lost = new ArrayList<String>();
    if (from.isPresent() && to.isPresent()) {
      lost.addAll(ModelComparison.lost(from.get(), to.get()));
    }
    for (ChoiceChange change : changes) {
      change
          .before()
          .variant()
          .filter(_ -> change.after().variant().isEmpty())
          .ifPresent(
              effort ->
                  lost.add(
                      "%s asks for the effort %s, which is dropped"
                          .formatted(name(change), effort)));
    }
    return lost;
  }
}
