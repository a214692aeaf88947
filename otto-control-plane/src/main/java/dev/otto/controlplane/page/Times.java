package dev.otto.controlplane.page;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times for people: relative to now, and exactly. */
public final class Times {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;

  public Times(InstantSource clock) {
    this.clock = clock;
  }

  /** Formats a time for machines. */
  public String iso(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** Formats a time to the second; the script of the page converts it to the reader's zone. */
  public String exact(long millis) {
    return EXACT.format(Instant.ofEpochMilli(millis));
  }

  /** Formats a time relative to now, such as {@code 3 h ago} or {@code in 5 min}. */
  public String relative(long millis) {
    long seconds = Duration.between(clock.instant(), Instant.ofEpochMilli(millis)).toSeconds();
    if (Math.abs(seconds) < 5) {
      return "just now";
    }
    String amount = amount(Math.abs(seconds));
    return seconds < 0 ? amount + " ago" : "in " + amount;
  }

  /** Formats a duration in its largest unit: {@code 42 s}, {@code 3 h}. */
  public static String amount(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min";
    }
    return seconds < 2 * 86_400 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
  }

  /** Formats a duration, such as {@code 820 ms}, {@code 2.4 s} or {@code 3 min 5 s}. */
  public static String took(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return millis / 60_000 + " min " + millis % 60_000 / 1_000 + " s";
  }
}
