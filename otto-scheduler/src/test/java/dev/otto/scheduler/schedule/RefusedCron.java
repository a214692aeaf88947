package dev.otto.scheduler.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** An expression of {@code refused.txt}, and the field that its refusal has to name. */
record RefusedCron(String text, String field) {
  static final Set<String> FIELDS =
      Set.of(
          "seconds",
          "minutes",
          "hours",
          "day of month",
          "month",
          "day of week",
          "day of month and day of week",
          "year",
          "fields",
          "expression");

  static List<RefusedCron> all() throws IOException {
    try (InputStream lines = RefusedCron.class.getResourceAsStream("refused.txt")) {
      return new String(Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# ") && !line.startsWith("## "))
          .map(RefusedCron::of)
          .toList();
    }
  }

  private static RefusedCron of(String line) {
    int bar = line.lastIndexOf('|');
    return new RefusedCron(line.substring(0, bar), line.substring(bar + 1));
  }
}
