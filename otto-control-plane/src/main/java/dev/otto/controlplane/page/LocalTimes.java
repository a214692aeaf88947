package dev.otto.controlplane.page;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Local times in a zone, read from forms and written for people. */
public final class LocalTimes {
  private static final DateTimeFormatter TYPED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm", Locale.ROOT);
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm", Locale.ENGLISH);

  private LocalTimes() {}

  /** The result of reading a typed time. */
  public sealed interface ReadTime {
    record At(long millis) implements ReadTime {}

    record BadTime(String why) implements ReadTime {}

    record BadZone(String why) implements ReadTime {}
  }

  /**
   * Reads a typed time; a time that the clocks skip is rejected, and of one that they repeat the
   * first is meant.
   */
  public static ReadTime read(String typed, String zoneName) {
    ZoneId zone = zone(zoneName);
    if (zone == null) {
      return new ReadTime.BadZone(
          "There is no time zone \"" + zoneName.strip() + "\"; use one such as Europe/Berlin");
    }
    LocalDateTime local;
    try {
      local = LocalDateTime.parse(typed.strip().replace(' ', 'T'));
    } catch (DateTimeParseException e) {
      return new ReadTime.BadTime("Enter date and time as 2030-01-31T07:30");
    }
    return zone.getRules().getValidOffsets(local).isEmpty()
        ? new ReadTime.BadTime(
            "This time does not exist in %s, where the clocks change; the next one is %s"
                .formatted(zone, TYPED.format(local.atZone(zone).toLocalDateTime())))
        : new ReadTime.At(local.atZone(zone).toInstant().toEpochMilli());
  }

  private static @Nullable ZoneId zone(String name) {
    try {
      return name.isBlank() ? ZoneOffset.UTC : ZoneId.of(name.strip());
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Formats a time for a date and time field. */
  public static String typed(long millis, String zoneName) {
    return TYPED.format(Instant.ofEpochMilli(millis).atZone(zoneOrUtc(zoneName)));
  }

  /** Formats the day and time in this zone, with the zone's name. */
  public static String shown(long millis, @Nullable String zoneName) {
    ZoneId zone = zoneOrUtc(zoneName);
    String name = zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    return SHOWN.format(Instant.ofEpochMilli(millis).atZone(zone)) + " " + name;
  }

  private static ZoneId zoneOrUtc(@Nullable String name) {
    ZoneId zone = name == null ? null : zone(name);
    return zone == null ? ZoneOffset.UTC : zone;
  }
}
