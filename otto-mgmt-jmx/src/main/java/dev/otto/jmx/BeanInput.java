package dev.otto.jmx;

import dev.otto.jmx.ModelOperator.ManagedJob;
import dev.otto.jmx.ModelOperator.OperationResult;
import dev.otto.models.Flow;
import dev.otto.models.Flows;
import dev.otto.models.ModelRef;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parses the arguments of bean operations, passes them to the operator, and turns refusals into
 * exceptions.
 */
record BeanInput(ModelOperator operator, Flows flows, Supplier<String> actor) {
  /** The word for a flow or a job that names no model. */
  static final String INHERIT = "inherit";

  String refresh() {
    return answer(operator.refreshCatalog(actor.get()));
  }

  String setFlowDefault(Flow flow, String text) {
    return answer(operator.changeFlowDefault(actor.get(), flow, refOrInherit(text)));
  }

  String setJobModel(String job, String text) {
    String key = key(job);
    return answer(operator.changeJobModel(actor.get(), key, refOrInherit(text)));
  }

  String setFlowChoice(Flow flow, String text) {
    return answer(operator.changeFlowChoice(actor.get(), flow, ChoiceText.read(text(text))));
  }

  String setJobChoice(String job, String text) {
    String key = key(job);
    return answer(operator.changeJobChoice(actor.get(), key, ChoiceText.read(text(text))));
  }

  String replaceModel(String from, String to, String variant, boolean force) {
    Optional<String> effort = Optional.of(text(variant)).filter(typed -> !typed.isEmpty());
    return answer(operator.replaceModel(actor.get(), ref(from), ref(to), effort, force));
  }

  String undoReplacement(long number) {
    return answer(operator.undoReplacement(actor.get(), number));
  }

  ManagedJob job(String text) {
    String key = key(text);
    return operator
        .job(key)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no job \"" + key + "\"; see the attribute Jobs of JobModels"));
  }

  private static String key(String text) {
    String key = text(text);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("Enter a job; see the attribute Jobs of JobModels");
    }
    return key;
  }

  Flow flow(String text) {
    return flows
        .parse(text(text))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no flow \"" + text(text) + "\"; the flows are " + flows.keys()));
  }

  static ModelRef ref(String text) {
    return ModelRef.of(text(text));
  }

  static Optional<ModelRef> refOrInherit(String text) {
    String stripped = text(text);
    boolean inherit = stripped.isEmpty() || stripped.toLowerCase(Locale.ROOT).equals(INHERIT);
    return inherit ? Optional.empty() : Optional.of(ModelRef.of(stripped));
  }

  /** Returns the text as typed; a client may send null for an empty field. */
  static String text(@Nullable String typed) {
    return typed == null ? "" : typed.strip();
  }

  private static String answer(OperationResult outcome) {
    if (outcome instanceof OperationResult.Applied done) {
      return done.sentence();
    }
    throw new IllegalArgumentException(((OperationResult.Refused) outcome).sentence());
  }
}
