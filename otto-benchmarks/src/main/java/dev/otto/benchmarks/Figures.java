package dev.otto.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** The median and the range of the results of several rounds. */
public record Figures(double median, double least, double most) {

  /** Computes the figures of at least one round. */
  public static Figures of(double... rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Figures(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Returns whole numbers for rates and two digits for ratios. */
  @Override
  public String toString() {
    String number = median >= 100 ? "%,.0f" : "%.2f";
    return String.format(
        Locale.ENGLISH, number + " (" + number + " to " + number + ")", median, least, most);
  }
}
