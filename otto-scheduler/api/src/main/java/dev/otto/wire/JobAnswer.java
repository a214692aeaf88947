package dev.otto.wire;

/** One job. */
public record JobAnswer(JobDetail job) {}
