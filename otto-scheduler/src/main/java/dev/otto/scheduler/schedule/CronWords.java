package dev.otto.scheduler.schedule;

import java.util.List;
import java.util.Optional;

/** Describes an expression in English, from its times rather than its text. */
final class CronWords {
  private CronWords() {}

  /** Returns the words; empty where the meaning is not simple enough for a short sentence. */
  static Optional<String> of(CronTimes times) {
    return TimeWords.of(times)
        .flatMap(time -> DayWords.of(times, time.atTimes()).map(days -> time.words() + days));
  }

  /** Joins as in "a, b and c". */
  static String list(List<String> words) {
    if (words.size() == 1) {
      return words.getFirst();
    }
    return String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }
}
