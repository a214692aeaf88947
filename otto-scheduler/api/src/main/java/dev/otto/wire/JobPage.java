package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the jobs, the last changed first.
 *
 * @param nextCursor asks for the next ones, where there are more
 */
public record JobPage(List<JobItem> jobs, @AbsentIfNull @Nullable String nextCursor) {}
