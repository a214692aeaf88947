package dev.otto.controlplane.jobs.detail;

import dev.otto.wire.RunItem;
import dev.otto.wire.RunPage;
import java.util.List;
import java.util.Optional;

/**
 * A page of a job's runs, the last started first.
 *
 * @param number counted from one
 */
public record History(List<RunItem> runs, long total, int number) {
  static final int ROWS = 20;

  static History of(RunPage page, int number) {
    return new History(page.runs(), page.total(), number);
  }

  static int offset(int number) {
    return (number - 1) * ROWS;
  }

  public int pages() {
    return Math.toIntExact((total + ROWS - 1) / ROWS);
  }

  /** Returns the run in progress, which is always among the first. */
  Optional<RunItem> running() {
    return runs.stream().filter(run -> run.state().equals("running")).findFirst();
  }
}
