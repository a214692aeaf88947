package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings on whether models answer. */
public record CheckAnswer(List<CheckedModel> checks) {

  /**
   * The check of one model.
   *
   * @param checkedAt when it ended, in epoch milliseconds
   * @param message one sentence: how soon it answered, or why not and what to do
   * @param error the code of what went wrong; null if it answered
   * @param servedModelRef the model that answered; null if none did
   * @param firstTokenMs from sending the prompt to the first token; null where none was heard of
   * @param tookMs from sending the prompt to the end of the answer; null if there was none
   * @param inputTokens null if no model is known to have been asked
   * @param costUsd null where no model has a price
   * @param servedModels the bill by model
   * @param usageComplete whether the bill is whole; otherwise it is the least that was spent
   */
  public record CheckedModel(
      String modelRef,
      long checkedAt,
      boolean answers,
      String message,
      @Nullable String error,
      @Nullable String servedModelRef,
      @Nullable Long firstTokenMs,
      @Nullable Long tookMs,
      @Nullable Long inputTokens,
      @Nullable Long outputTokens,
      @Nullable Double costUsd,
      List<ServedModel> servedModels,
      boolean usageComplete) {}
}
