package dev.otto.scheduler.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Regularities in a set of numbers. */
final class Steps {
  private Steps() {}

  /** A stretch of numbers without a gap. */
  record Streak(int first, int last) {
    int length() {
      return last - first + 1;
    }
  }

  /** Returns the distance between any two neighbours; 0 where it differs or there is none. */
  static int between(List<Integer> numbers) {
    if (numbers.size() < 2) {
      return 0;
    }
    int step = numbers.get(1) - numbers.get(0);
    for (int i = 2; i < numbers.size(); i++) {
      if (numbers.get(i) - numbers.get(i - 1) != step) {
        return 0;
      }
    }
    return step;
  }

  static List<Streak> runs(BitSet numbers) {
    var runs = new ArrayList<Streak>();
    for (int first = numbers.nextSetBit(0); first >= 0; ) {
      int end = numbers.nextClearBit(first);
      runs.add(new Streak(first, end - 1));
      first = numbers.nextSetBit(end);
    }
    return runs;
  }

  static boolean isFull(BitSet numbers, CronField field) {
    return numbers.cardinality() == field.size();
  }

  static List<Integer> list(BitSet numbers) {
    return numbers.stream().boxed().toList();
  }
}
