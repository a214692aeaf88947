package dev.otto.scheduler.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.otto.models.ModelChoice;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.models.ModelHolders.Holder;
import dev.otto.scheduler.models.ModelHolders.Kind;
import dev.otto.web.Json;

/** One choice of a group of changes: what it was and what it becomes. */
record ChoiceChange(Kind kind, String id, ModelChoice before, ModelChoice after) {
  private static final String FLOW_ACTION = "model.replace_flow";
  private static final String BUDGET_ACTION = "model.replace_budget";

  static ChoiceChange of(Holder holder, ModelChoice after) {
    return new ChoiceChange(holder.kind(), holder.id(), holder.choice(), after);
  }

  /** Reads an entry of the audit. */
  static ChoiceChange of(AuditEntry part) {
    var change = part.change();
    return new ChoiceChange(
        kind(change.action()),
        String.valueOf(change.target()),
        choice(String.valueOf(change.before())),
        choice(String.valueOf(change.after())));
  }

  private static Kind kind(String action) {
    return switch (action) {
      case FLOW_ACTION -> Kind.FLOW;
      case BUDGET_ACTION -> Kind.BUDGET;
      default -> Kind.JOB; // whose part is in the history of the job
    };
  }

  /** Returns the entry of the audit for what is in the file. */
  Change entry(Actor actor) {
    return new Change(
        actor, kind == Kind.FLOW ? FLOW_ACTION : BUDGET_ACTION, id, text(before), text(after));
  }

  private static ModelChoice choice(String json) {
    try {
      return ChoiceJson.read("choice", Json.tree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The audit holds what is no choice: " + json, e);
    }
  }

  /** Returns a choice as the audit keeps it. */
  static String text(ModelChoice choice) {
    return Json.text(ChoiceJson.write(choice));
  }
}
