package dev.otto.scheduler.watchdog;

import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.notify.Notification.Message;
import dev.otto.scheduler.notify.NotificationProfiles;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.notify.Priority;
import dev.otto.scheduler.run.SystemWork;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * Alerts the operator to recent failures. The failures that an alert reports are stored with it, so
 * none is reported twice, not even after a crash.
 */
public final class Watchdog implements SystemWork {
  private static final Duration CADENCE = Duration.ofMinutes(30);
  private static final Duration LOOK_BACK = Duration.ofHours(2);

  /** The number of failures that raise an alert: a single one may be a hiccup. */
  private static final int MIN_FAILURES = 2;

  private final FailureRepository failures = new FailureRepository();
  private final Database database;
  private final NotificationProfiles profiles;
  private final Notifications notifications;
  private final Acknowledgements acknowledgements;

  public Watchdog(
      Database database,
      NotificationProfiles profiles,
      Notifications notifications,
      Acknowledgements acknowledgements) {
    this.database = database;
    this.profiles = profiles;
    this.notifications = notifications;
    this.acknowledgements = acknowledgements;
  }

  @Override
  public String type() {
    return "watchdog_failures";
  }

  @Override
  public Duration cadence() {
    return CADENCE;
  }

  @Override
  public Assignment begin(String runId, Instant now) {
    if (!profiles.current().watchdog().on(now)) {
      return new Assignment.NothingToAsk("Alerts are switched off or muted");
    }
    Instant since = now.minus(LOOK_BACK);
    List<FailedRun> untold = untold(since);
    if (untold.size() < MIN_FAILURES) {
      return new Assignment.NothingToAsk(untold.size() + " untold failures within two hours");
    }
    ZoneId zone = profiles.current().timezone();
    FailureReport report = FailureReport.of(untold);
    return new Assignment.AskModel(
        report.prompt(zone),
        answer -> {
          var message =
              new Message(
                  "watchdog", Priority.CRITICAL, answer.orElseGet(() -> report.text(zone)), runId);
          notifications.tell(
              message,
              tx -> failures.untold(tx, since).containsAll(untold),
              (tx, id) -> failures.markTold(tx, untold, id, now));
        });
  }

  /** Returns the failures to report: while one is acknowledged, an alert leaves it out. */
  private List<FailedRun> untold(Instant since) {
    Set<String> acknowledged = acknowledgements.inForce().keySet();
    return database.read(tx -> failures.untold(tx, since)).stream()
        .filter(failure -> !acknowledged.contains(failure.jobId()))
        .toList();
  }
}
