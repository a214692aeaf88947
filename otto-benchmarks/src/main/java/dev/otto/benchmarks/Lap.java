package dev.otto.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Times one round: from the first job that executes to the moment at which the database shows every
 * job as done. What a scheduler needs to start is left out.
 */
public final class Lap {
  private static final long TIMEOUT = TimeUnit.MINUTES.toNanos(3);
  private static final long LOOK_EVERY_MILLIS = 20;

  private final AtomicLong first = new AtomicLong();
  private final int jobs;
  private long last;

  public Lap(int jobs) {
    this.jobs = jobs;
  }

  /** Records that a job executes. */
  public void execute() {
    if (first.get() == 0) {
      first.compareAndSet(0, System.nanoTime());
    }
  }

  /** Waits for the last job. */
  public Lap awaitAll(LongSupplier done) throws InterruptedException {
    long begun = System.nanoTime();
    while (done.getAsLong() < jobs) {
      if (System.nanoTime() - begun > TIMEOUT) {
        throw new IllegalStateException(
            "only " + done.getAsLong() + " of " + jobs + " were done in time");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
    last = System.nanoTime();
    return this;
  }

  public double perSecond() {
    return jobs * (double) TimeUnit.SECONDS.toNanos(1) / (last - first.get());
  }
}
