package dev.otto.wire;

import java.util.List;

/** Some of the runs of a job, the last started first. */
public record RunPage(String taskId, long total, int limit, int offset, List<RunItem> runs) {}
