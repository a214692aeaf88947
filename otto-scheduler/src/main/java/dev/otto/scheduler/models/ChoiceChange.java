package dev.otto.scheduler.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.otto.models.ModelChoice;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.models.ModelHolders.Holder;
import dev.otto.scheduler.models.ModelHolders.Kind;
import dev.otto.web.Json;

/** One choice of a group of changes: what it was and what it becomes. */
record ChoiceChange(Kind kind, String id, ModelChoice before, ModelChoice after) {
  /** The action of the audit entry of a flow's part; that of a job is in the job's history. */
  static final String FLOW_ACTION = "model.replace_flow";

  static ChoiceChange of(Holder holder, ModelChoice after) {
    return new ChoiceChange(holder.kind(), holder.id(), holder.choice(), after);
  }

  /** Reads an entry of the audit. */
  static ChoiceChange of(AuditEntry part) {
    var change = part.change();
    boolean flow = change.action().equals(FLOW_ACTION);
    return new ChoiceChange(
        flow ? Kind.FLOW : Kind.JOB,
        String.valueOf(change.target()),
        choice(String.valueOf(change.before())),
        choice(String.valueOf(change.after())));
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
