package dev.otto.wire;

/** One run of a job. */
public record RunAnswer(String taskId, RunItem run) {}
