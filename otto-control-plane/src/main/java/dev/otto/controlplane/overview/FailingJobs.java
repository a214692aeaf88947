package dev.otto.controlplane.overview;

import dev.otto.controlplane.overview.Attention.AttentionLink;
import dev.otto.controlplane.overview.Attention.Level;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.RunCount;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.wire.Stats;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The jobs whose last run failed or was lost, of which nobody said that it is known. */
final class FailingJobs {
  private static final int SHOWN = 8;

  private FailingJobs() {}

  static Stream<Attention> of(List<Stats.FailingJob> all) {
    List<Stats.FailingJob> failing =
        all.stream().filter(job -> job.acknowledgement() == null).toList();
    Stream<Attention> each = failing.stream().limit(SHOWN).map(FailingJobs::of);
    return failing.size() <= SHOWN ? each : Stream.concat(each, Stream.of(more(failing.size())));
  }

  private static Attention of(Stats.FailingJob job) {
    String why =
        Objects.requireNonNullElse(
            job.errorMessage(),
            Objects.requireNonNullElse(job.errorCode(), "The reason is unknown"));
    return new Attention(
        Level.BAD,
        job.jobId() + " failed",
        job.failures() <= 1 ? null : inARow(job),
        why,
        List.of(
            new AttentionLink("Last run", Links.run(job.jobId(), job.runId())),
            new AttentionLink("Job", Links.job(job.jobId())),
            new AttentionLink("Acknowledge", Links.job(job.jobId(), "acknowledge"))),
        false);
  }

  private static RunCount inARow(Stats.FailingJob job) {
    RunFilter those =
        RunFilter.ALL.ofJob(job.jobId()).in("failed", "lost").from(job.failingSince());
    return RunCount.of(job.failures(), "times in a row", those);
  }

  private static Attention more(int all) {
    return Attention.of(
        Level.BAD,
        all - SHOWN + " more jobs failed in their last run",
        "The list of jobs shows all of them.",
        new AttentionLink("Jobs", Links.JOBS + "?state=failing"));
  }
}
