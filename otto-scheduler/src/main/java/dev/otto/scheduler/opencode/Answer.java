package dev.otto.scheduler.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.opencode.PromptResult.Answered;
import dev.otto.scheduler.opencode.PromptResult.Failed;
import java.util.Optional;

/** Reads what OpenCode answers to a prompt. Only the fields named here ever leave it. */
final class Answer {
  private Answer() {}

  static PromptResult read(JsonNode answer, String messageId, ModelRef asked) {
    JsonNode info = answer.path("info");
    if (!info.path("parentID").asText("").equals(messageId)) {
      return wrong("OpenCode answered another message than the one Otto sent; was it too long?");
    }
    if (info.path("error").isObject()) {
      return ProviderError.read(info.path("error"), asked);
    }
    return served(info)
        .<PromptResult>map(model -> answered(answer, model))
        .orElseGet(() -> wrong("OpenCode's answer does not say which model gave it"));
  }

  private static Failed wrong(String message) {
    return new Failed(FailureCode.WRONG_ANSWER, message, false);
  }

  private static Optional<ModelRef> served(JsonNode info) {
    return ModelRef.parse(
        info.path("providerID").asText("") + "/" + info.path("modelID").asText(""));
  }

  private static Answered answered(JsonNode answer, ModelRef served) {
    Usage usage = Usage.of(answer.path("info"));
    return new Answered(
        text(answer.path("parts")),
        served,
        usage.inputTokens(),
        usage.outputTokens(),
        usage.costUsd());
  }

  private static String text(JsonNode parts) {
    var text = new StringBuilder();
    for (JsonNode part : parts) {
      if (part.path("type").asText("").equals("text")) {
        text.append(part.path("text").asText(""));
      }
    }
    return text.toString();
  }
}
