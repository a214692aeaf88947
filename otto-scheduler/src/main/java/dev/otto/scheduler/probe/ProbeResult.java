package dev.otto.scheduler.probe;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The result of one probe.
 *
 * @param at when it ended
 */
public record ProbeResult(ModelRef model, Instant at, Verdict verdict) {

  /** The finding on a model. */
  public sealed interface Verdict {}

  /**
   * A model answered.
   *
   * @param served the one that did
   * @param took from sending the prompt to the end of the answer
   */
  record Answers(ModelRef served, Duration took, PromptReceipt receipt) implements Verdict {}

  /** The model was asked, and there is no answer. */
  record Silent(PromptResult.Failed failure) implements Verdict {}

  /**
   * The model was not asked, so nobody knows.
   *
   * @param code the reason, as errors of the REST API have it
   * @param message one sentence that says what to do
   */
  record NotAsked(String code, String message) implements Verdict {}

  /** Reports whether the model that was asked, or another in its place, answered. */
  public boolean answers() {
    return verdict instanceof Answers;
  }

  /** Returns the verdict as one sentence without its full stop. */
  public String sentence() {
    return switch (verdict) {
      case NotAsked(_, var message) -> message;
      case Silent(var failure) -> failure.message();
      case Answers(var served, var took, var receipt) ->
          model
              + " answers: "
              + receipt
                  .firstToken()
                  .map(first -> "the first token came after %s, ".formatted(seconds(first)))
                  .orElse("")
              + "the whole answer after "
              + seconds(took)
              + (served.equals(model) ? "" : ", from " + served + " in its place");
    };
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1_000.0);
  }
}
