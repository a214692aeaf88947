package dev.otto.scheduler.run;

import dev.otto.models.ModelRef;
import dev.otto.scheduler.run.RunStatsRepository.Asked;
import dev.otto.scheduler.run.RunStatsRepository.Failing;
import dev.otto.scheduler.run.RunStatsRepository.RunGroup;
import dev.otto.scheduler.run.RunStatsRepository.Sums;
import dev.otto.scheduler.run.RunStatsRepository.Totals;
import dev.otto.scheduler.run.RunStatsRepository.Used;
import dev.otto.wire.AcknowledgementItem;
import dev.otto.wire.Stats;
import dev.otto.wire.Stats.FailingJob;
import dev.otto.wire.Stats.HourStats;
import dev.otto.wire.Stats.ModelStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Computes the statistics of the last hours, including hours in which nothing ran. */
final class StatsJson {
  private StatsJson() {}

  /** Returns the hours from {@code since} to now, the present one last. */
  static Stats of(Totals totals, List<FailingJob> failing, Instant since, Instant now) {
    List<Instant> hours =
        Stream.iterate(since, hour -> !hour.isAfter(now), hour -> hour.plus(Duration.ofHours(1)))
            .toList();
    return new Stats(
        since.toEpochMilli(),
        now.toEpochMilli(),
        hours.stream().map(hour -> hour(hour, totals.groups())).toList(),
        models(totals, hours),
        failing);
  }

  private static HourStats hour(Instant hour, List<RunGroup> groups) {
    List<RunGroup> here = groups.stream().filter(group -> group.hour().equals(hour)).toList();
    return new HourStats(
        hour.toEpochMilli(),
        runs(here, "succeeded"),
        runs(here, "skipped"),
        runs(here, "failed"),
        runs(here, "aborted"),
        runs(here, "lost"),
        runs(here, "running"));
  }

  private static long runs(List<RunGroup> groups, String... states) {
    List<String> counted = List.of(states);
    return groups.stream()
        .filter(group -> counted.contains(group.state()))
        .mapToLong(group -> group.sums().runs())
        .sum();
  }

  private static List<ModelStats> models(Totals totals, List<Instant> hours) {
    Stream<@Nullable ModelRef> running = totals.groups().stream().map(RunGroup::model);
    Stream<ModelRef> spending = totals.used().stream().map(Used::model);
    Stream<ModelRef> answering = totals.asked().stream().map(Asked::model);
    return Stream.concat(running, Stream.concat(spending, answering))
        .distinct()
        .map(model -> model(model, totals, hours))
        .sorted(Comparator.comparingLong(ModelStats::runs).reversed())
        .toList();
  }

  private static ModelStats model(@Nullable ModelRef model, Totals totals, List<Instant> hours) {
    List<RunGroup> ours =
        totals.groups().stream().filter(one -> Objects.equals(one.model(), model)).toList();
    Sums sums = ours.stream().map(RunGroup::sums).reduce(Sums.NOTHING, Sums::plus);
    Optional<Used> used =
        totals.used().stream().filter(one -> one.model().equals(model)).findFirst();
    return new ModelStats(
        model == null ? null : model.toString(),
        sums.runs(),
        runs(ours, "failed", "lost"),
        sums.fallbacks(),
        used.map(Used::inputTokens).orElse(0L),
        used.map(Used::outputTokens).orElse(0L),
        used.map(Used::costUsd).orElse(null),
        hours.stream().map(hour -> runsIn(hour, ours)).toList(),
        messages(model, totals.asked()),
        sums.complete()
            && used.map(Used::complete).orElse(true)
            && complete(model, totals.asked()));
  }

  private static boolean complete(@Nullable ModelRef model, List<Asked> asked) {
    return asked.stream().filter(one -> one.model().equals(model)).allMatch(Asked::complete);
  }

  private static long messages(@Nullable ModelRef model, List<Asked> asked) {
    return asked.stream().filter(one -> one.model().equals(model)).mapToLong(Asked::messages).sum();
  }

  private static long runsIn(Instant hour, List<RunGroup> groups) {
    return groups.stream()
        .filter(group -> group.hour().equals(hour))
        .mapToLong(group -> group.sums().runs())
        .sum();
  }

  /** Returns a job that fails, with what an operator said of it. */
  static FailingJob failing(Failing failing, @Nullable AcknowledgementItem acknowledgement) {
    return new FailingJob(
        failing.jobId(),
        failing.failures(),
        failing.since().toEpochMilli(),
        failing.runId(),
        failing.at().toEpochMilli(),
        failing.errorCode(),
        failing.errorMessage(),
        acknowledgement);
  }
}
