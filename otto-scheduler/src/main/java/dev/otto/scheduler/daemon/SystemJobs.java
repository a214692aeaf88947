package dev.otto.scheduler.daemon;

import dev.otto.scheduler.heartbeat.Heartbeat;
import dev.otto.scheduler.job.SystemJob;
import dev.otto.scheduler.models.CatalogRefreshes;
import dev.otto.scheduler.notify.NotificationProfiles;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.notify.Webhook;
import dev.otto.scheduler.run.CatalogRefresh;
import dev.otto.scheduler.run.SystemWork;
import dev.otto.scheduler.watchdog.Watchdog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Otto's own jobs and the notifications that they send. */
record SystemJobs(
    NotificationProfiles profiles, Notifications notifications, List<SystemWork> works) {
  private static final Duration WEBHOOK_WAIT = Duration.ofSeconds(15);

  static SystemJobs of(Services base, CatalogRefreshes refreshes, Teardown teardown) {
    var database = base.database();
    var clock = base.environment().clock();
    var profiles = new NotificationProfiles(database, clock, base.environment().zone());
    var webhook = base.config().delivery().webhookUrl().map(url -> new Webhook(url, WEBHOOK_WAIT));
    var notifications = teardown.add(new Notifications(database, profiles, webhook, clock));
    var interval = base.config().modelManagement().refreshInterval();
    return new SystemJobs(
        profiles,
        notifications,
        List.of(
            new Heartbeat(database, profiles, notifications),
            new Watchdog(database, profiles, notifications, base.acknowledgements()),
            new CatalogRefresh(refreshes.bySystem(CatalogRefresh.JOB), interval)));
  }

  Map<String, SystemWork> byId() {
    return works.stream().collect(Collectors.toMap(SystemWork::jobId, Function.identity()));
  }

  List<SystemJob> asJobs(Instant now) {
    return works.stream()
        .map(
            work ->
                new SystemJob(
                    work.jobId(),
                    work.type(),
                    Math.toIntExact(work.cadence().toMinutes()),
                    work.next(now)))
        .toList();
  }
}
