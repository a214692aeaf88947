package dev.otto.controlplane.settings;

import dev.otto.controlplane.page.Fields;
import dev.otto.wire.SystemStatus;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings page.
 *
 * @param version the state of the profile that the form was made from
 * @param mutedUntil null if nothing is muted
 * @param lastDigestAt the end of the period that heartbeats have covered
 */
public record SettingsView(
    Fields fields,
    long version,
    @Nullable Long mutedUntil,
    @Nullable Long lastDigestAt,
    Facts facts) {

  /** The facts about this Otto. They contain no secret. */
  public record Facts(
      String pagesVersion, String pagesAddress, URI ottoAddress, SystemStatus status) {}

  private static final Pattern ZONE =
      Pattern.compile(
          "(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+");
  public static final List<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(zone -> zone.equals("UTC") || ZONE.matcher(zone).matches())
          .sorted()
          .toList();
  public static final List<Option> QUIET_MODES =
      List.of(
          new Option("critical_only", "Send only critical notifications"),
          new Option("off", "Send everything"),
          new Option("", "Not set"));

  /** One option: its value and its label. */
  public record Option(String value, String label) {}

  /** Returns the options for muting. */
  public List<Option> mutes() {
    return mutedUntil == null
        ? List.of(new Option("", "Not muted"), forHours(1), forHours(8), forDay(), forWeek())
        : List.of(
            new Option("", "Keep muted"),
            new Option("off", "Stop muting"),
            forHours(1),
            forHours(8),
            forDay(),
            forWeek());
  }

  private static Option forHours(int hours) {
    return new Option(
        Integer.toString(hours * 60), "For " + hours + (hours == 1 ? " hour" : " hours"));
  }

  private static Option forDay() {
    return new Option("1440", "For a day");
  }

  private static Option forWeek() {
    return new Option("10080", "For a week");
  }
}
