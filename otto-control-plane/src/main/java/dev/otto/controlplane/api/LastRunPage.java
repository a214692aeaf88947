package dev.otto.controlplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last runs of some of the jobs, by the jobs' ids. */
public record LastRunPage(List<LastRun> runs, @Nullable String nextCursor) {}
