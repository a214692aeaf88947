package dev.otto.controlplane.jobs.detail;

import dev.otto.wire.RunItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a run to compare with another one.
 *
 * @param others the latest runs of the same job
 * @param problem why the run that was named cannot be compared with; null if none was
 */
public record ToCompare(RunItem run, List<RunItem> others, @Nullable String problem) {}
