package dev.otto.models.opencode;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.PromptResult.Failed;

/**
 * Describes the error inside an answer in Otto's own words: the original contains the provider's
 * body and headers.
 */
final class ProviderError {
  private static final String NOT_REACHED =
      "could not be reached, or broke off its answer; check the network, and its address in"
          + " OpenCode's configuration";
  private static final String UNPAID =
      "requires payment (status 402); top up the account there, or choose another model";
  private static final String UNKNOWN =
      "does not know the model (status 404); choose another model, or correct its id in OpenCode's"
          + " configuration";
  private static final String LIMITED =
      "is limiting requests (status 429); try again later, or raise the limit there";

  private ProviderError() {}

  static Failed read(JsonValue error, ModelRef asked) {
    return switch (error.at("name").text()) {
      case "MessageAbortedError" ->
          new Failed(
              FailureCode.ABORTED,
              "The prompt was aborted, or OpenCode reloaded its configuration",
              false);
      case "ProviderAuthError" -> unauthorized(asked);
      case "APIError" -> status(error.at("data"), asked);
      case "ContextOverflowError" ->
          rejected(asked, "cannot take a prompt this long; shorten it or choose a model for more");
      case "MessageOutputLengthError" ->
          rejected(asked, "reached its output limit before the answer was complete");
      case "ContentFilterError" -> rejected(asked, "was stopped by a content filter");
      default -> rejected(asked, "failed; see OpenCode's log for the reason");
    };
  }

  private static Failed status(JsonValue data, ModelRef asked) {
    int status = (int) data.at("statusCode").number();
    boolean retryable = data.at("isRetryable").flag();
    return switch (status) {
      case 401, 403 -> unauthorized(asked);
      case 0 -> unreachable(asked, NOT_REACHED, retryable);
      case 402 -> refused(asked, UNPAID, false).ofProvider();
      case 404 -> refused(asked, UNKNOWN, false).ofProvider();
      case 429 -> refused(asked, LIMITED, true).ofProvider();
      default ->
          status >= 500
              ? unreachable(
                  asked, "failed (status %d); try again later".formatted(status), retryable)
              : refused(
                  asked,
                  "rejected the prompt (status %d); see OpenCode's log for the reason"
                      .formatted(status),
                  retryable);
    };
  }

  private static Failed unauthorized(ModelRef asked) {
    return new Failed(
            FailureCode.PROVIDER_UNAUTHORIZED,
            "Provider %s does not take its key; check it in OpenCode's configuration"
                .formatted(asked.providerId()),
            false)
        .ofProvider();
  }

  private static Failed unreachable(ModelRef asked, String what, boolean retryable) {
    return new Failed(FailureCode.PROVIDER_UNREACHABLE, sentence(asked, what), retryable)
        .ofProvider();
  }

  private static Failed refused(ModelRef asked, String what, boolean retryable) {
    return new Failed(FailureCode.PROVIDER_REJECTED, sentence(asked, what), retryable);
  }

  private static String sentence(ModelRef asked, String what) {
    return "Provider %s, asked for %s, %s".formatted(asked.providerId(), asked.modelId(), what);
  }

  private static Failed rejected(ModelRef asked, String what) {
    return new Failed(FailureCode.PROVIDER_REJECTED, "Model %s %s".formatted(asked, what), false);
  }
}
