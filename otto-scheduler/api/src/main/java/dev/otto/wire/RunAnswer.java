package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * One run of a job.
 *
 * @param prompt the text that was sent; null where nothing was, or where it was not kept
 * @param previousRunId the id of the run of the same job that started before it
 * @param nextRunId the id of the run of the same job that started after it
 */
public record RunAnswer(
    String taskId,
    RunItem run,
    @Nullable String prompt,
    @Nullable String previousRunId,
    @Nullable String nextRunId) {}
