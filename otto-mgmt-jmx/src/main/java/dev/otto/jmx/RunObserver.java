package dev.otto.jmx;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.log.LogEvent;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.JobWish;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the beans of each run of a scheduler. It comes after the listener that resolves, reads what
 * that one left in the context, and like it never throws.
 */
final class RunObserver implements JobListener {
  static final String NAME = "otto-jmx";
  private static final Logger LOG = LoggerFactory.getLogger(RunObserver.class);
  private static final int DEEPEST = 20;

  private final ModelBeans beans;

  RunObserver(ModelBeans beans) {
    this.beans = beans;
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {
    try {
      Resolution resolution = JobModel.of(context);
      if (resolution instanceof Resolved resolved && resolved.fallback()) {
        beans.resolved(key(context), flow(context), resolution);
      } else {
        // Most runs: spares them what only a notification needs.
        beans.count(resolution);
      }
    } catch (RuntimeException | LinkageError e) {
      complain("jmx_count_failed", context, e);
    }
  }

  private static Flow flow(JobExecutionContext context) {
    JobWish wish = JobWish.of(context.getMergedJobDataMap());
    return wish instanceof JobWish.Understood understood ? understood.flow() : Flow.SCHEDULED_TASKS;
  }

  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {}

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {
    if (exception == null) {
      return;
    }
    try {
      beans.runFailed(key(context), why(exception));
    } catch (RuntimeException | LinkageError e) {
      complain("jmx_notify_failed", context, e);
    }
  }

  private static void complain(String event, JobExecutionContext context, Throwable e) {
    LogEvent.warn(LOG, event)
        .with("job", key(context))
        .because(e)
        .say("The management beans could not be told of a run of " + key(context));
  }

  private static String key(JobExecutionContext context) {
    return context.getJobDetail().getKey().toString();
  }

  /** What the job threw; Quartz wraps it twice. */
  private static String why(JobExecutionException exception) {
    Throwable root = exception;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
      root = root.getCause();
    }
    String message = Optional.ofNullable(root.getMessage()).orElse("no message");
    return root instanceof JobExecutionException
        ? message
        : root.getClass().getSimpleName() + ": " + message;
  }
}
