package dev.otto.controlplane.assistant;

import dev.otto.controlplane.page.Spent;
import dev.otto.wire.AssistantReply;
import dev.otto.wire.ModelSource;
import dev.otto.wire.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question that was answered.
 *
 * @param tookMillis from sending it to having the answer
 */
public record Turn(
    String question,
    String answer,
    TurnModel model,
    Spent spent,
    List<Permission> permissions,
    long tookMillis) {

  /**
   * The model that answered.
   *
   * @param served the model that OpenCode says it was
   * @param fallbackFor the requested model, if this one replaced it
   */
  public record TurnModel(
      String resolved, String served, String source, @Nullable String fallbackFor, String reason) {

    /** Reports whether another model answered than the resolved one. */
    public boolean servedAnother() {
      return !served.equals(resolved);
    }

    /** Returns the rule that chose it. */
    public String rule() {
      return ModelSource.label(source);
    }
  }

  static Turn of(String question, AssistantReply reply, long tookMillis) {
    var chosen = reply.model();
    String resolved = chosen.providerId() + "/" + chosen.modelId();
    String served = reply.servedModelRef() == null ? resolved : reply.servedModelRef();
    return new Turn(
        question,
        reply.textTruncated() ? reply.text() + "…" : reply.text(),
        new TurnModel(
            resolved,
            served,
            chosen.source(),
            chosen.fallback() ? chosen.requested() : null,
            chosen.reason()),
        Spent.of(reply),
        reply.permissions(),
        tookMillis);
  }
}
