package dev.otto.scheduler.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Where a page of jobs ended: they come newest update first. */
public record JobCursor(Instant updatedAt, String id) {

  /** As on the wire; clients need not understand it. */
  public String text() {
    String plain = updatedAt.toEpochMilli() + ":" + id;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
  }

  /** Empty for text that no page ever gave. */
  public static Optional<JobCursor> parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), UTF_8);
      int colon = plain.indexOf(':');
      long millis = Long.parseLong(plain, 0, Math.max(colon, 0), 10);
      return Optional.of(new JobCursor(Instant.ofEpochMilli(millis), plain.substring(colon + 1)));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }
}
