package dev.otto.jmx;

import dev.otto.models.quartz.JobModel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.PersistJobDataAfterExecution;

/** The jobs of the application under test. */
final class Jobs {
  /** The model of each run of an asking job, or why there is none. */
  static final BlockingQueue<String> MODELS = new LinkedBlockingQueue<>();

  /** Keeps {@link Waiting} jobs going until it is zero. */
  static volatile CountDownLatch release = new CountDownLatch(0);

  private Jobs() {}

  /** Keeps what it is given. */
  public static final class Asking implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      MODELS.add(JobModel.required(context).toString());
    }
  }

  /** Fails as code with a defect does. */
  public static final class Broken implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      throw new IllegalStateException("out of ink");
    }
  }

  /** Cannot be made. */
  public static final class Hidden implements Job {
    private Hidden() {}

    @Override
    public void execute(JobExecutionContext context) {
      throw new IllegalStateException("nobody made this");
    }
  }

  /** Stores its data when it ends. */
  @PersistJobDataAfterExecution
  public static final class Waiting implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      MODELS.add(JobModel.required(context).toString());
      try {
        release.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new JobExecutionException(e);
      }
    }
  }
}
