package dev.otto.benchmarks.durable;

import dev.otto.benchmarks.Lap;
import dev.otto.benchmarks.Query;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.stream.Stream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.BackgroundJobRequest;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;

/**
 * The contender JobRunr, whose jobs are queued, taken, and marked as done. It polls as often as it
 * allows: with its default of 15 seconds some rounds measure a wait.
 */
final class JobRunr implements Contender {
  private static volatile Lap lap = new Lap(0);

  private final int threads;
  private final int connections;

  JobRunr(int threads, int connections) {
    this.threads = threads;
    this.connections = connections;
  }

  @Override
  public String name() {
    return "JobRunr 8.7.0";
  }

  @Override
  public Lap run(Path database, int jobs) throws Exception {
    lap = new Lap(jobs);
    try (var pool = Sqlite.pool(database, connections)) {
      org.jobrunr.configuration.JobRunr.configure()
          .useStorageProvider(new SqLiteStorageProvider(pool))
          .initialize();
      BackgroundJobRequest.enqueue(Stream.generate(NoOp::new).limit(jobs));
      try (Connection outside = Sqlite.reader(database)) {
        org.jobrunr.configuration.JobRunr.configure()
            .useStorageProvider(new SqLiteStorageProvider(pool))
            .useBackgroundJobServer(
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andPollInterval(Duration.ofSeconds(5))
                    .andWorkerCount(threads))
            .initialize();
        return lap.awaitAll(
            () ->
                Query.number(
                    outside, "SELECT count(*) FROM jobrunr_jobs WHERE state = 'SUCCEEDED'"));
      } finally {
        org.jobrunr.configuration.JobRunr.destroy();
      }
    }
  }

  /** The request that is stored. */
  public static final class NoOp implements JobRequest {
    @Override
    public Class<NoOpHandler> getJobRequestHandler() {
      return NoOpHandler.class;
    }
  }

  /** A handler that does nothing. */
  public static final class NoOpHandler implements JobRequestHandler<NoOp> {
    @Override
    public void run(NoOp request) {
      lap.execute();
    }
  }
}
