package dev.otto.models;

import java.util.Optional;

/**
 * The party that a prompt is for; it decides which budgets bind the prompt.
 *
 * @param jobId empty for a prompt that no job makes
 * @param overBudget whether an operator asked for it whatever the budgets say
 */
public record Payer(Flow flow, Optional<String> jobId, boolean overBudget) {

  /** Returns the payer of prompts of this flow that no job makes. */
  public static Payer of(Flow flow) {
    return new Payer(flow, Optional.empty(), false);
  }

  /** Returns the payer of the prompts of a job. */
  public static Payer ofJob(Flow flow, String jobId) {
    return new Payer(flow, Optional.of(jobId), false);
  }

  /** Returns the same payer, bound by no budget. */
  public Payer goingOver() {
    return new Payer(flow, jobId, true);
  }
}
