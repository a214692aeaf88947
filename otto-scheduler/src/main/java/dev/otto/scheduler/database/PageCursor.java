package dev.otto.scheduler.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The end of a page of rows, which are sorted by a time and then by their ids. */
public record PageCursor(Instant at, String id) {

  /** Returns the text for clients, who need not understand it. */
  public String text() {
    String plain = at.toEpochMilli() + ":" + id;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
  }

  /** Parses a cursor; empty for text that is none. */
  public static Optional<PageCursor> parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), UTF_8);
      int colon = plain.indexOf(':');
      long millis = Long.parseLong(plain, 0, Math.max(colon, 0), 10);
      return Optional.of(new PageCursor(Instant.ofEpochMilli(millis), plain.substring(colon + 1)));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }
}
