package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the runs of all jobs, newest first.
 *
 * @param nextCursor asks for older ones, where there are any
 * @param previousCursor asks for newer ones, where there may be any
 * @param notSearchable the number of runs in which the text was not looked for yet; absent if none
 */
public record LatestRuns(
    List<RunItem> runs,
    @AbsentIfNull @Nullable String nextCursor,
    @AbsentIfNull @Nullable String previousCursor,
    @AbsentIfNull @Nullable Long notSearchable) {}
