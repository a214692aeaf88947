package dev.otto.scheduler.daemon;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.quartz.spi.ThreadPool;

/**
 * The threads in which Quartz runs jobs, made when they are needed. Those of Quartz's own pool look
 * for work twice a second each; these cost nothing while there is none.
 */
public final class RunThreads implements ThreadPool {
  private static final int KEEP_SECONDS = 60;

  private final Semaphore free = new Semaphore(0);
  private int count = 1;
  private String prefix = "run";
  private ThreadPoolExecutor threads = executor();

  /** Sets the number of jobs that run at a time; a property of Quartz. */
  public void setThreadCount(int threadCount) {
    count = threadCount;
  }

  /** Sets the beginning of the names of the threads; a property of Quartz. */
  public void setThreadNamePrefix(String threadNamePrefix) {
    prefix = threadNamePrefix;
  }

  @Override
  public void initialize() {
    threads = executor();
    free.release(count);
  }

  private ThreadPoolExecutor executor() {
    var executor =
        new ThreadPoolExecutor(
            count,
            count,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name(prefix + "-", 1).factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  @Override
  public int blockForAvailableThreads() {
    free.acquireUninterruptibly();
    free.release();
    return Math.max(1, free.availablePermits());
  }

  @Override
  public boolean runInThread(Runnable job) {
    free.acquireUninterruptibly();
    try {
      threads.execute(() -> runAndRelease(job));
      return true;
    } catch (RejectedExecutionException e) {
      free.release();
      return false;
    }
  }

  private void runAndRelease(Runnable job) {
    try {
      job.run();
    } finally {
      free.release();
    }
  }

  @Override
  public void shutdown(boolean waitForJobsToComplete) {
    threads.shutdown();
    free.release(); // Nobody waits for a thread any more.
    try {
      if (waitForJobsToComplete) {
        boolean unused = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int getPoolSize() {
    return count;
  }

  @Override
  public void setInstanceId(String schedInstId) {}

  @Override
  public void setInstanceName(String schedName) {}
}
