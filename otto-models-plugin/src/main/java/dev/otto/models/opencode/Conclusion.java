package dev.otto.models.opencode;

import dev.otto.models.prompt.FailureCode;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Answered;
import dev.otto.models.prompt.PromptResult.Failed;
import java.util.List;
import java.util.stream.Collectors;

/** Adds the receipt to a result, and checks that an answer has text. */
final class Conclusion {
  private static final int NAMED = 3;

  private Conclusion() {}

  static PromptResult of(PromptResult result, PromptReceipt receipt) {
    if (result instanceof Failed failed) {
      return new Failed(failed.code(), failed.message(), failed.retryable(), receipt);
    }
    Answered answered = (Answered) result;
    return answered.text().isBlank()
        ? empty(answered, receipt)
        : new Answered(answered.text(), answered.truncated(), answered.served(), receipt);
  }

  private static Failed empty(Answered answered, PromptReceipt receipt) {
    List<PermissionAnswer> refused =
        receipt.permissions().stream().filter(PermissionAnswer::refused).toList();
    return refused.isEmpty()
        ? new Failed(
            FailureCode.EMPTY_ANSWER,
            "Model %s returned an empty answer".formatted(answered.served()),
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
