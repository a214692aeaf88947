package dev.otto.benchmarks.campaign;

import dev.otto.benchmarks.load.OttoProcess;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client with the token that asks for the jobs again and again, and how it was served. */
final class GoodClient {
  private static final int PAUSE_MILLIS = 20;

  private final OttoProcess otto;
  private double[] millis = new double[1_000];
  private int count;
  private int failed;
  private volatile String step = "";
  private double slowest;
  private String slowestStep = "";
  private final Set<String> failures = new TreeSet<>();

  GoodClient(OttoProcess otto) {
    // With the connections of the others it would have hundreds that gave way to new ones by now.
    this.otto = otto.forAnotherClient();
  }

  /** Notes what the others do from now on, which is named with the slowest answer. */
  void during(String step) {
    this.step = step;
  }

  /** Asks until then. */
  void askUntil(AtomicBoolean over) throws InterruptedException {
    while (!over.get()) {
      long start = System.nanoTime();
      String began = step;
      failed += isServed() ? 0 : 1;
      if (count == millis.length) {
        millis = Arrays.copyOf(millis, 2 * count);
      }
      double took = (System.nanoTime() - start) / 1e6;
      if (took > slowest) {
        slowest = took;
        slowestStep = began;
      }
      millis[count++] = took;
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private boolean isServed() throws InterruptedException {
    try {
      return otto.get("/external/jobs?limit=1").contains("jobs");
    } catch (IOException e) {
      failures.add(e + (step.isEmpty() ? "" : " during " + step));
      return false;
    }
  }

  int failed() {
    return failed;
  }

  String figures() {
    Arrays.sort(millis, 0, count);
    return "%d requests of the good client, %d failed, p50 %.1f ms, p99 %.1f ms, most %.1f ms"
            .formatted(count, failed, millis[count / 2], millis[count * 99 / 100], slowest)
        + (slowestStep.isEmpty() ? "" : " during " + slowestStep)
        + (failures.isEmpty() ? "" : "; failures: " + failures);
  }
}
