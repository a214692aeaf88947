package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/** A job as lists have it. Times are epoch milliseconds. */
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
    @Nullable String timeZone,
    @Nullable String flow) {}
