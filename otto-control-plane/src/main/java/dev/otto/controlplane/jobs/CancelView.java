package dev.otto.controlplane.jobs;

import dev.otto.wire.JobItem;

/** The question before a job is cancelled. */
public record CancelView(JobItem job) {}
