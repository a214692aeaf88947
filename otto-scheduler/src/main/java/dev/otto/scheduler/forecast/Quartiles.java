package dev.otto.scheduler.forecast;

import java.util.List;
import java.util.Optional;

/** The middle of some amounts, and the bounds of the half around it. */
record Quartiles(double low, double median, double high) {
  private static final int QUARTERS = 4;

  /** Returns the quartiles, interpolated between two values; empty without values. */
  static Optional<Quartiles> of(List<Double> amounts) {
    if (amounts.isEmpty()) {
      return Optional.empty();
    }
    List<Double> sorted = amounts.stream().sorted().toList();
    return Optional.of(new Quartiles(at(sorted, 1), at(sorted, 2), at(sorted, 3)));
  }

  private static double at(List<Double> sorted, int quarter) {
    int place = quarter * (sorted.size() - 1);
    double below = sorted.get(place / QUARTERS);
    double above = sorted.get((place + QUARTERS - 1) / QUARTERS);
    return below + (above - below) * (place % QUARTERS) / QUARTERS;
  }

  Quartiles times(double factor) {
    return new Quartiles(low * factor, median * factor, high * factor);
  }
}
