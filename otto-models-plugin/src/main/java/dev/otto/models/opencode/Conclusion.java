package dev.otto.models.opencode;

import dev.otto.models.FailureCode;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Answered;
import dev.otto.models.prompt.PromptResult.Failed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Adds the receipt to a result, checks that an answer has text, and that nothing is repeated after
 * a tool may have changed something.
 */
final class Conclusion {
  private static final int NAMED = 3;

  private Conclusion() {}

  /**
   * Returns the result with its receipt.
   *
   * @param objection why the prompt must not be repeated; empty if it may be
   */
  static PromptResult of(PromptResult result, PromptReceipt receipt, Optional<String> objection) {
    if (result instanceof Failed failed) {
      return objection.map(why -> once(failed, receipt, why)).orElseGet(() -> failed.with(receipt));
    }
    Answered answered = (Answered) result;
    return answered.text().isBlank()
        ? empty(answered, receipt)
        : new Answered(answered.text(), answered.truncated(), answered.served(), receipt);
  }

  /** A model that was at work is not unknown, and must not be replaced by another one either. */
  private static Failed once(Failed failed, PromptReceipt receipt, String why) {
    boolean refused = failed.code() == FailureCode.MODEL_UNKNOWN_TO_OPENCODE;
    if (!failed.retryable() && !refused) {
      return new Failed(failed.code(), failed.message(), false, receipt);
    }
    FailureCode code = refused ? FailureCode.OPENCODE_UNAVAILABLE : failed.code();
    String message = refused ? "OpenCode failed (status 500); see its log" : failed.message();
    return new Failed(code, message + ". It is not repeated, because " + why, false, receipt);
  }

  private static Failed empty(Answered answered, PromptReceipt receipt) {
    List<PermissionAnswer> refused =
        receipt.permissions().stream().filter(PermissionAnswer::refused).toList();
    return refused.isEmpty()
        ? new Failed(
            FailureCode.EMPTY_ANSWER,
            "Model %s returned an empty answer; try again, or choose another model"
                .formatted(answered.served()),
            false,
            receipt)
        : new Failed(FailureCode.PERMISSION_REFUSED, refusal(refused), false, receipt);
  }

  private static String refusal(List<PermissionAnswer> refused) {
    String what =
        refused.stream()
            .map(Conclusion::name)
            .distinct()
            .limit(NAMED)
            .collect(Collectors.joining(", "));
    return "There is no answer, because %s was refused: nobody watches a run. Allow it in OpenCode's configuration, set permissions to \"allow\", or word the prompt so that it is not needed"
        .formatted(what);
  }

  private static String name(PermissionAnswer answer) {
    return answer.permission() + " (" + String.join(", ", answer.patterns()) + ")";
  }
}
