package dev.otto.jmx;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.models.quartz.RunObserver;
import java.util.Optional;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Reports each run of an application's scheduler to the beans. */
record RunNews(ModelBeans beans) implements RunObserver {
  private static final int MAX_DEPTH = 20;

  @Override
  public void resolved(JobExecutionContext context, Flow flow, Resolution resolution) {
    beans.resolved(context.getJobDetail().getKey().toString(), flow, resolution);
  }

  @Override
  public void failed(JobExecutionContext context, JobExecutionException exception) {
    beans.runFailed(context.getJobDetail().getKey().toString(), why(exception));
  }

  /** Returns the root cause of what the job threw, which Quartz wraps twice. */
  private static String why(JobExecutionException exception) {
    Throwable root = exception;
    for (int depth = 0; root.getCause() != null && depth < MAX_DEPTH; depth++) {
      root = root.getCause();
    }
    String message = Optional.ofNullable(root.getMessage()).orElse("no message");
    return root instanceof JobExecutionException
        ? message
        : root.getClass().getSimpleName() + ": " + message;
  }
}
