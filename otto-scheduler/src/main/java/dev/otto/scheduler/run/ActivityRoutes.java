package dev.otto.scheduler.run;

import dev.otto.scheduler.acknowledge.AcknowledgementJson;
import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.job.JobQuery;
import dev.otto.scheduler.notify.Notification;
import dev.otto.scheduler.notify.NotificationJson;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.AcknowledgementItem;
import dev.otto.wire.LastRuns;
import dev.otto.wire.NotificationPage;
import dev.otto.wire.Stats.FailingJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The routes of recent activity across all jobs. */
public final class ActivityRoutes implements RouteGroup {
  private static final int MAX_LIMIT = 200;
  private static final int MAX_JOBS = JobQuery.MAX_LIMIT;
  private static final int MAX_HOURS = 7 * 24;
  private static final int MAX_FAILING = 50;
  private static final Duration FAILING_WITHIN = Duration.ofDays(7);

  private final RunRepository runs;
  private final RunStatsRepository stats;
  private final IntFunction<List<Notification>> notifications;
  private final Acknowledgements acknowledgements;
  private final InstantSource clock;

  /**
   * @param notifications returns the latest ones, up to the given number, newest first
   */
  public ActivityRoutes(
      RunRepository runs,
      RunStatsRepository stats,
      IntFunction<List<Notification>> notifications,
      Acknowledgements acknowledgements,
      InstantSource clock) {
    this.runs = runs;
    this.stats = stats;
    this.notifications = notifications;
    this.acknowledgements = acknowledgements;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/runs/last-of-jobs", this::lastOfJobs),
        Route.get("/external/stats", this::stats),
        Route.get("/external/notifications", this::latestNotifications));
  }

  /** Returns the last run of each job, so that a list of jobs need not ask job by job. */
  private Reply lastOfJobs(Call call) {
    int limit = call.query("limit", 1, MAX_JOBS, MAX_JOBS);
    List<Run> found = runs.latestOfEachJob(call.query("cursor").orElse(""), limit + 1);
    List<Run> page = found.subList(0, Math.min(limit, found.size()));
    String next = found.size() > limit ? page.getLast().jobId() : null;
    Map<String, AcknowledgementItem> acknowledged = AcknowledgementJson.items(acknowledgements);
    return Reply.ok(
        new LastRuns(
            page.stream().map(run -> RunJson.last(run, acknowledged.get(run.jobId()))).toList(),
            next));
  }

  private Reply stats(Call call) {
    int hours = call.query("hours", 1, MAX_HOURS, 24);
    Instant now = clock.instant();
    Instant since = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(hours - 1L));
    return Reply.ok(
        StatsJson.of(stats.since(since), failing(now.minus(FAILING_WITHIN)), since, now));
  }

  /** Returns the jobs that fail, those first that nobody acknowledged. */
  private List<FailingJob> failing(Instant since) {
    Map<String, AcknowledgementItem> acknowledged = AcknowledgementJson.items(acknowledgements);
    return stats.failing(since, MAX_FAILING + acknowledged.size()).stream()
        .map(job -> StatsJson.failing(job, acknowledged.get(job.jobId())))
        .sorted(Comparator.comparing(job -> job.acknowledgement() != null))
        .limit(MAX_FAILING)
        .toList();
  }

  private Reply latestNotifications(Call call) {
    int limit = call.query("limit", 1, MAX_LIMIT, 20);
    return Reply.ok(
        new NotificationPage(
            notifications.apply(limit).stream().map(NotificationJson::item).toList()));
  }
}
