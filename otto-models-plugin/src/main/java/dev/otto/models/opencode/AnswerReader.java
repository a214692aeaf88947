package dev.otto.models.opencode;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Answered;
import dev.otto.models.prompt.PromptResult.Failed;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads OpenCode's answer to a prompt. Only the fields named here are ever taken from it. */
final class AnswerReader {
  private AnswerReader() {}

  static PromptResult read(JsonValue answer, String messageId, Prompt prompt) {
    JsonValue info = answer.at("info");
    if (!info.at("parentID").text().equals(messageId)) {
      return wrong("OpenCode answered another message than the one Otto sent; was it too long?");
    }
    if (info.at("error").isObject()) {
      return ProviderError.read(info.at("error"), prompt.model());
    }
    return served(info)
        .<PromptResult>map(model -> answered(answer, model, prompt.limits().maxAnswerBytes()))
        .orElseGet(() -> wrong("OpenCode's answer does not say which model gave it"));
  }

  private static Failed wrong(String message) {
    return new Failed(FailureCode.WRONG_ANSWER, message, false);
  }

  private static Optional<ModelRef> served(JsonValue info) {
    return ModelRef.parse(info.at("providerID").text() + "/" + info.at("modelID").text());
  }

  private static Answered answered(JsonValue answer, ModelRef served, int maxBytes) {
    String text = text(answer.at("parts"));
    int end = ShortStrings.end(text, maxBytes);
    return new Answered(text.substring(0, end), end < text.length(), served, PromptReceipt.NOTHING);
  }

  private static String text(JsonValue parts) {
    return parts.items().stream()
        .filter(part -> part.at("type").text().equals("text"))
        .map(part -> part.at("text").text())
        .collect(Collectors.joining());
  }
}
