package dev.otto.controlplane.assistant;

import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.HarmlessText;
import dev.otto.wire.ResolvedModel;
import dev.otto.wire.RunContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The assistant's page.
 *
 * @param pendingQuestion the question without an answer yet, if any
 * @param number to be sent with the next question
 * @param model what the next question would be answered by; null where Otto does not say
 * @param about the run that the assistant is told of with the first question
 */
public record AssistantView(
    List<Turn> turns,
    @Nullable String pendingQuestion,
    long pendingSince,
    long number,
    Fields fields,
    @Nullable ResolvedModel model,
    Optional<RunContext> about) {

  static AssistantView of(Conversation conversation, Fields fields, Optional<ResolvedModel> model) {
    var state = conversation.state();
    var pending = state.pending();
    return new AssistantView(
        state.turns(),
        pending == null ? null : pending.question(),
        pending == null ? 0 : pending.since(),
        state.number(),
        fields,
        model.orElse(null),
        conversation.about());
  }

  /** Returns the text that the assistant is told of a run, as it can be shown. */
  public static String told(RunContext about) {
    return HarmlessText.of(about.text());
  }

  public boolean isPending() {
    return pendingQuestion != null;
  }

  public boolean isNew() {
    return turns.isEmpty() && !isPending();
  }
}
