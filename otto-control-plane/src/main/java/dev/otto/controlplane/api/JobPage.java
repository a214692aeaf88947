package dev.otto.controlplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the jobs, the last changed first. */
public record JobPage(List<Job> jobs, @Nullable String nextCursor) {}
