package dev.otto.controlplane.api;

import java.util.List;

/** Some of a job's runs, the last started first. */
public record RunPage(String taskId, long total, int limit, int offset, List<Run> runs) {}
