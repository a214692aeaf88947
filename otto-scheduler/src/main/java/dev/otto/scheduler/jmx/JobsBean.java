package dev.otto.scheduler.jmx;

import dev.otto.jmx.ModelOperator.OperationResult.Applied;
import dev.otto.jmx.ModelOperator.OperationResult.Refused;
import dev.otto.scheduler.job.JobCountRepository;
import dev.otto.scheduler.job.JobResult;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.run.Receipt;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunAborts;
import dev.otto.scheduler.run.RunRepository;
import dev.otto.scheduler.run.RunningRuns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The jobs in JMX, on top of the daemon's services. */
final class JobsBean implements JobsMXBean {
  static final String TYPE = "Jobs";
  private static final int LAST_RUNS = 25;

  private final JobService jobs;
  private final RunRepository runs;
  private final RunningRuns running;
  private final RunAborts aborts;
  private final JobCountRepository view;

  JobsBean(
      JobService jobs,
      RunRepository runs,
      RunningRuns running,
      RunAborts aborts,
      JobCountRepository view) {
    this.jobs = jobs;
    this.runs = runs;
    this.running = running;
    this.aborts = aborts;
    this.view = view;
  }

  @Override
  public Map<String, Long> getCountsByState() {
    return view.countByState();
  }

  @Override
  public int getRunningCount() {
    return running.count();
  }

  @Override
  public Map<String, RunRow> getRunning() {
    return rows(runs.open());
  }

  @Override
  public Map<String, RunRow> getLastRuns() {
    return rows(runs.latest(LAST_RUNS));
  }

  @Override
  public String runNow(String job) {
    return change(job, jobs::runNow, "will run at once");
  }

  @Override
  public String pause(String job) {
    return change(job, jobs::pause, "is paused");
  }

  @Override
  public String resume(String job) {
    return change(job, jobs::resume, "is resumed");
  }

  @Override
  public String abort(String run) {
    String id = id(run);
    Run open =
        runs.open().stream()
            .filter(it -> it.id().equals(id) || it.jobId().equals(id))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(id + " is no run or job in flight"));
    if (!aborts.abort(DaemonOperator.actor(RemoteUser.name()), open)) {
      throw new IllegalArgumentException("Run is over: " + open.id());
    }
    return "Run " + open.id() + " of " + open.jobId() + " is being aborted";
  }

  private static String change(
      String job, BiFunction<String, Order, JobResult> operation, String done) {
    String id = id(job);
    Order order = Order.by(DaemonOperator.actor(RemoteUser.name()));
    return switch (DaemonOperator.outcome(operation.apply(id, order), id + " " + done)) {
      case Applied(var sentence) -> sentence;
      case Refused(var sentence) -> throw new IllegalArgumentException(sentence);
    };
  }

  /** Returns the id as typed; a client may send null for an empty field. */
  private static String id(@Nullable String typed) {
    String id = typed == null ? "" : typed.strip();
    if (id.isEmpty()) {
      throw new IllegalArgumentException(
          "Enter an id; see the attributes Jobs of JobModels and Running of Jobs");
    }
    return id;
  }

  private static Map<String, RunRow> rows(List<Run> runs) {
    var rows = new LinkedHashMap<String, RunRow>();
    runs.forEach(run -> rows.put(run.id(), row(run)));
    return rows;
  }

  private static RunRow row(Run run) {
    Receipt receipt = run.receipt();
    return new RunRow(
        run.jobId(),
        run.outcome().state(),
        shown(receipt.served() == null ? receipt.choice().resolved() : receipt.served()),
        shown(receipt.choice().source()),
        shown(receipt.choice().requested()),
        shown(run.timing().startedAt()),
        shown(run.timing().finishedAt()),
        shown(run.outcome().errorMessage()));
  }

  private static String shown(@Nullable Object value) {
    return Objects.toString(value, "");
  }
}
