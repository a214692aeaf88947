package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as lists have it. Times are epoch milliseconds.
 *
 * @param cron as it was typed
 * @param cronQuartz the same in Quartz's dialect; null where that has none or computes it otherwise
 * @param cronDescription the same in English; null where it takes too many words
 * @param scheduleProblem why the stored job cannot run and is set aside; null where it can
 * @param nextAttemptAt when the last run is retried; null if it is not
 * @param nextAttempt the number of that attempt
 * @param maxAttempts the number of attempts in all
 * @param retryOf the id of the run that is retried
 * @param variant the effort asked of the model; absent, as what follows, where it is not set
 * @param fallbacks what may take the place of the model, in this order
 * @param policy {@code strict}: nothing but what is named
 * @param onlyProviders the fence: nothing but these providers
 * @param onFailure {@code next}: where the provider fails, the next of the fallbacks is asked
 * @param runsOn the label of the nodes that may run it; absent where any may
 */
public record JobItem(
    String id,
    String type,
    String scheduleType,
    @Nullable String profileId,
    @Nullable String modelRef,
    String status,
    @Nullable Long runAt,
    @Nullable Integer cadenceMinutes,
    @Nullable Long nextRunAt,
    @Nullable String terminalState,
    @Nullable String terminalReason,
    long updatedAt,
    String managedBy,
    boolean isMutable,
    @Nullable String cron,
    @Nullable String cronQuartz,
    @Nullable String cronDescription,
    @Nullable String timeZone,
    @Nullable String scheduleProblem,
    @Nullable String flow,
    @Nullable Long nextAttemptAt,
    @Nullable Integer nextAttempt,
    @Nullable Integer maxAttempts,
    @Nullable String retryOf,
    @AbsentIfNull @Nullable String variant,
    @AbsentIfNull @Nullable List<String> fallbacks,
    @AbsentIfNull @Nullable String policy,
    @AbsentIfNull @Nullable List<String> onlyProviders,
    @AbsentIfNull @Nullable String onFailure,
    @AbsentIfNull @Nullable String runsOn) {}
