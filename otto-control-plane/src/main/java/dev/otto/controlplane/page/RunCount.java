package dev.otto.controlplane.page;

/**
 * A number of runs on a page, which leads to the runs that it counts.
 *
 * @param words the number as people read it, alone or with what it counts
 */
public record RunCount(long number, String words, RunFilter runs) {

  /** Returns the count with the number alone for words. */
  public static RunCount of(long number, RunFilter runs) {
    return new RunCount(number, Numbers.count(number), runs);
  }

  /** Returns the count in words, such as {@code 1 fallback} or {@code 2 fallbacks}. */
  public static RunCount of(long number, String what, RunFilter runs) {
    return new RunCount(number, Numbers.count(number) + " " + what, runs);
  }

  /** Returns the address of the page with these runs. */
  public String address() {
    return runs.address();
  }
}
