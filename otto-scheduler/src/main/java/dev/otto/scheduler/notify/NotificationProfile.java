package dev.otto.scheduler.notify;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The operator's settings for when and how often Otto may notify. There is one profile, in one row.
 *
 * @param timezone of all times of day
 * @param quietHoursStart quiet hours need both ends; they may span midnight
 * @param quietHoursEnd the first minute that is not quiet
 * @param heartbeatMorning a heartbeat goes out at this time, whatever the cadence
 * @param heartbeatMidday likewise
 * @param heartbeatEvening likewise
 * @param quietMode null means {@link QuietMode#CRITICAL_ONLY}
 * @param muteUntil until then nothing but critical notifications goes out
 * @param heartbeatCadenceMinutes the longest time between two heartbeats
 * @param onboardingCompletedAt for the clients that lead people through a first set-up
 * @param lastDigestAt the end of the period that heartbeats have covered
 * @param heartbeatOnlyIfSignal no heartbeat if nothing ran since the last one
 * @param context kept for clients of the Node.js Otto
 */
public record NotificationProfile(
    ZoneId timezone,
    @Nullable LocalTime quietHoursStart,
    @Nullable LocalTime quietHoursEnd,
    @Nullable LocalTime heartbeatMorning,
    @Nullable LocalTime heartbeatMidday,
    @Nullable LocalTime heartbeatEvening,
    @Nullable QuietMode quietMode,
    @Nullable Instant muteUntil,
    int heartbeatCadenceMinutes,
    @Nullable Instant onboardingCompletedAt,
    @Nullable Instant lastDigestAt,
    boolean heartbeatOnlyIfSignal,
    WatchdogAlerts watchdog,
    InteractiveContext context,
    Instant updatedAt) {

  public static final int MIN_CADENCE = 30;
  public static final int MAX_CADENCE = 1440;

  /**
   * The settings of the watchdog's alerts about failed runs.
   *
   * @param muteUntil no alerts until then
   */
  public record WatchdogAlerts(boolean enabled, @Nullable Instant muteUntil) {
    static final WatchdogAlerts ON = new WatchdogAlerts(true, null);

    /** Reports whether it alerts at this moment. */
    public boolean on(Instant now) {
      return enabled && (muteUntil == null || !now.isBefore(muteUntil));
    }
  }

  /**
   * The amount of a conversation that the Node.js Otto gives to its assistant; this Otto only
   * stores it.
   */
  public record InteractiveContext(int windowSize, int retentionCap) {
    public static final int MIN = 5;
    public static final int MAX = 200;
    static final InteractiveContext DEFAULT = new InteractiveContext(20, 100);
  }

  /**
   * @throws IllegalArgumentException if the cadence is out of range
   */
  public NotificationProfile {
    if (heartbeatCadenceMinutes < MIN_CADENCE || heartbeatCadenceMinutes > MAX_CADENCE) {
      throw new IllegalArgumentException(
          "heartbeatCadenceMinutes is %d; allowed is %d to %d"
              .formatted(heartbeatCadenceMinutes, MIN_CADENCE, MAX_CADENCE));
    }
  }

  /** Returns the initial profile: the defaults of the earlier Otto. */
  public static NotificationProfile initial(ZoneId timezone) {
    return new NotificationProfile(
        timezone,
        LocalTime.of(20, 0),
        LocalTime.of(8, 0),
        LocalTime.of(8, 30),
        LocalTime.of(12, 30),
        LocalTime.of(19, 0),
        QuietMode.CRITICAL_ONLY,
        null,
        180,
        null,
        null,
        true,
        WatchdogAlerts.ON,
        InteractiveContext.DEFAULT,
        Instant.EPOCH);
  }

  /** Returns the same profile after a heartbeat that covered the runs up to then. */
  NotificationProfile told(Instant upTo) {
    return new NotificationProfile(
        timezone,
        quietHoursStart,
        quietHoursEnd,
        heartbeatMorning,
        heartbeatMidday,
        heartbeatEvening,
        quietMode,
        muteUntil,
        heartbeatCadenceMinutes,
        onboardingCompletedAt,
        upTo,
        heartbeatOnlyIfSignal,
        watchdog,
        context,
        updatedAt);
  }
}
