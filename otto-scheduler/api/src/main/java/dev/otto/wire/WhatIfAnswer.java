package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cost of past receipts if another model had done the work, by the prices of the catalog.
 *
 * @param since epoch milliseconds
 * @param receipts the number of runs and messages in which the first model worked
 * @param billedUsd their cost as it was billed; null if the model had no price
 * @param usd their cost with the other model; null if it has no price
 * @param jobs the same by job, the dearest first
 * @param lost sentences on what the other model cannot do
 * @param message all of it as a sentence
 */
public record WhatIfAnswer(
    String from,
    String to,
    long since,
    long receipts,
    @Nullable Double billedUsd,
    @Nullable Double usd,
    List<JobCost> jobs,
    List<String> lost,
    String message) {

  /**
   * The receipts of one job.
   *
   * @param jobId null for the assistant
   * @param cannot sentences on what the other model cannot do for this job
   */
  public record JobCost(
      @Nullable String jobId,
      long receipts,
      @Nullable Double billedUsd,
      @Nullable Double usd,
      List<String> cannot) {}
}
