package dev.otto.scheduler.models;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelRestriction;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.OwnModel;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Failed;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps a backend's own choices of models inside what a job and its flow allow: a subagent that
 * works with another model is denied to the session; where nothing can be denied, no prompt is
 * sent.
 */
public final class OwnModelCheck {
  private static final String TASK = "task";

  private OwnModelCheck() {}

  /** The result of a check. */
  public sealed interface Checked {}

  /** The prompt may be sent in a session with these rules. */
  public record Permitted(List<PermissionRule> rules) implements Checked {}

  /** No prompt may be sent. */
  public record Barred(Failed why) implements Checked {}

  /** Checks what the backend would use by itself; asks it for nothing where all is allowed. */
  public static Checked of(PromptBackend backend, ModelRestriction restriction) {
    return restriction.isNone()
        ? new Permitted(List.of())
        : backend
            .ownModels()
            .map(own -> of(own, restriction))
            .orElseGet(() -> new Barred(unknown(restriction)));
  }

  private static Checked of(List<OwnModel> own, ModelRestriction restriction) {
    List<OwnModel> outside =
        own.stream().filter(each -> !restriction.permits(each.model())).toList();
    return outside.stream()
        .filter(each -> each.subagent().isEmpty())
        .findFirst()
        .<Checked>map(each -> new Barred(outside(each, restriction)))
        .orElseGet(
            () ->
                new Permitted(
                    outside.stream()
                        .flatMap(each -> each.subagent().stream())
                        .map(name -> new PermissionRule(TASK, name, PermissionRule.Action.DENY))
                        .toList()));
  }

  private static Failed outside(OwnModel own, ModelRestriction restriction) {
    return new Failed(
        FailureCode.MODEL_UNAVAILABLE,
        "OpenCode would use %s for its %s, and %s; change it in OpenCode's configuration"
            .formatted(own.model(), own.use(), restriction),
        false);
  }

  private static Failed unknown(ModelRestriction restriction) {
    return new Failed(
        FailureCode.MODEL_UNAVAILABLE,
        "OpenCode could not be asked which models it would use by itself, and " + restriction,
        true);
  }

  /** Returns the result; a failure if a model was used for it that is not allowed. */
  public static PromptResult checked(PromptResult result, ModelRestriction restriction) {
    Stream<ModelRef> served =
        result instanceof PromptResult.Answered answer
            ? Stream.of(answer.served())
            : Stream.empty();
    Stream<ModelRef> billed = result.receipt().bill().models().stream().map(Bill.ModelUsage::model);
    return Stream.concat(served, billed)
        .filter(ref -> !restriction.permits(ref))
        .findFirst()
        .<PromptResult>map(ref -> servedOutside(ref, restriction).with(result.receipt()))
        .orElse(result);
  }

  private static Failed servedOutside(ModelRef ref, ModelRestriction restriction) {
    return new Failed(
        FailureCode.SERVED_OUTSIDE,
        "OpenCode used " + ref + " all the same, though " + restriction,
        false);
  }
}
