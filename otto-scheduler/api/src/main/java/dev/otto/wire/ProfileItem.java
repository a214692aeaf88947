package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/** The notification profile. Times of day are HH:MM, moments are epoch milliseconds. */
public record ProfileItem(
    String timezone,
    @Nullable String quietHoursStart,
    @Nullable String quietHoursEnd,
    @Nullable String heartbeatMorning,
    @Nullable String heartbeatMidday,
    @Nullable String heartbeatEvening,
    @Nullable String quietMode,
    @Nullable Long muteUntil,
    int heartbeatCadenceMinutes,
    @Nullable Long onboardingCompletedAt,
    @Nullable Long lastDigestAt,
    boolean heartbeatOnlyIfSignal,
    boolean watchdogAlertsEnabled,
    @Nullable Long watchdogMuteUntil,
    int interactiveContextWindowSize,
    int contextRetentionCap,
    long updatedAt) {}
