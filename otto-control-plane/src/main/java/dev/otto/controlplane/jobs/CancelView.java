package dev.otto.controlplane.jobs;

import dev.otto.controlplane.api.Job;

/** The question before a job is cancelled. */
public record CancelView(Job job) {}
