package dev.otto.wire;

import java.util.List;

/** The last runs of all jobs, newest first. */
public record LatestRuns(List<RunItem> runs) {}
