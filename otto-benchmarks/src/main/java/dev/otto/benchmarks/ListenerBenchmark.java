package dev.otto.benchmarks;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelResolver;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.ModelResolutionListener;
import java.util.Date;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.TriggerBuilder;
import org.quartz.impl.JobExecutionContextImpl;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;

/**
 * The listener's cost for one run: one call of {@code jobToBeExecuted} for jobs with random
 * references. The contexts are reused, which leaves out their creation but none of the listener's
 * work.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ListenerBenchmark {
  private static final int CONTEXTS = 1 << 12;

  @Param({"3000", "100000"})
  int models;

  private final JobExecutionContext[] withModel = new JobExecutionContext[CONTEXTS];
  private final JobExecutionContext[] inheriting = new JobExecutionContext[CONTEXTS];
  private ModelResolutionListener listener =
      new ModelResolutionListener(
          new ModelResolver(() -> BenchmarkModels.snapshot(1), FlowDefaults::none));
  private int next;

  @Setup
  public void fill() {
    var catalog = BenchmarkModels.snapshot(models);
    listener = new ModelResolutionListener(new ModelResolver(() -> catalog, FlowDefaults::none));
    var random = new Random(42);
    for (int i = 0; i < CONTEXTS; i++) {
      withModel[i] = context(i, BenchmarkModels.ref(random.nextInt(models)).toString());
      inheriting[i] = context(i, "");
    }
  }

  @Benchmark
  public JobExecutionContext jobOverride() {
    return listened(withModel[next++ & CONTEXTS - 1]);
  }

  @Benchmark
  public JobExecutionContext inherits() {
    return listened(inheriting[next++ & CONTEXTS - 1]);
  }

  private JobExecutionContext listened(JobExecutionContext context) {
    listener.jobToBeExecuted(context);
    return context;
  }

  private static JobExecutionContext context(int number, String modelRef) {
    JobBuilder job =
        JobBuilder.newJob(NoJob.class)
            .withIdentity("job " + number)
            .usingJobData(JobModel.FLOW, Flow.SCHEDULED_TASKS.key());
    if (!modelRef.isEmpty()) {
      job.usingJobData(JobModel.MODEL_REF, modelRef);
    }
    JobDetail detail = job.build();
    var trigger = (OperableTrigger) TriggerBuilder.newTrigger().forJob(detail).build();
    var now = new Date();
    var fired = new TriggerFiredBundle(detail, trigger, null, false, now, now, null, null);
    return new JobExecutionContextImpl(null, fired, new NoJob());
  }

  /** A job that does nothing. */
  public static final class NoJob implements org.quartz.Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }
}
