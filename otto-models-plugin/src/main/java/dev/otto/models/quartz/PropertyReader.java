package dev.otto.models.quartz;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerConfigException;

/**
 * Reads the properties of one plugin, with environment variables in their places; what it refuses,
 * it refuses with the property's whole name, the value, and what to write instead.
 */
record PropertyReader(String pluginName) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^:}]+)(?::([^}]*))?}");
  private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]+) ?([smhdSMHD])");

  /** Returns the whole name of a property, as it stands in the file. */
  String name(String key) {
    return "org.quartz.plugin." + pluginName + "." + key;
  }

  /**
   * Returns the value with environment variables in place of {@code ${NAME}} and {@code
   * ${NAME:default}}.
   */
  String text(String key, String value) throws SchedulerConfigException {
    Matcher matcher = VARIABLE.matcher(value);
    var text = new StringBuilder();
    while (matcher.find()) {
      String found = variable(key, matcher.group(1), matcher.group(2));
      matcher.appendReplacement(text, Matcher.quoteReplacement(found));
    }
    return matcher.appendTail(text).toString();
  }

  private String variable(String key, String name, @Nullable String otherwise)
      throws SchedulerConfigException {
    String value = System.getenv(name);
    if (value != null) {
      return value;
    }
    if (otherwise != null) {
      return otherwise;
    }
    throw new SchedulerConfigException(
        name(key)
            + " names the environment variable "
            + name
            + ", which is not set; set it, or write ${"
            + name
            + ":value} with a value for where it is not");
  }

  Duration duration(String key, String value, Duration shortest) throws SchedulerConfigException {
    String text = text(key, value).strip();
    try {
      boolean seconds = text.chars().allMatch(Character::isDigit);
      String iso = seconds ? "PT" + text + "S" : text;
      Duration duration = Duration.parse(iso.toUpperCase(Locale.ROOT));
      if (duration.compareTo(shortest) >= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, as for a duration that is too short.
    }
    throw refused(
        key,
        text,
        "write "
            + meant(text)
            + "seconds or an ISO duration, for example 3600 or PT1H, of at least "
            + shortest.toSeconds()
            + " s");
  }

  /** Returns what "10s" stands for, where it is one of that kind. */
  private static String meant(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (!matcher.matches()) {
      return "";
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    return (unit.equals("D") ? "P" : "PT") + matcher.group(1) + unit + "; it takes ";
  }

  boolean flag(String key, String value) throws SchedulerConfigException {
    String text = text(key, value).strip();
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(key, text, "write true or false");
    };
  }

  URI url(String key, String value) throws SchedulerConfigException {
    String text = text(key, value).strip();
    try {
      if (text.contains("://")) {
        return URI.create(text);
      }
    } catch (IllegalArgumentException e) {
      throw refused(key, text, "write a URL, for example http://127.0.0.1:4096");
    }
    throw refused(key, text, "write http://" + text);
  }

  SchedulerConfigException refused(String key, String text, String remedy) {
    return new SchedulerConfigException(name(key) + " is \"" + text + "\"; " + remedy);
  }

  /** Returns the path; {@code ~/} is the user's home. */
  Path path(String key, String value) throws SchedulerConfigException {
    String text = text(key, value).strip();
    return text.startsWith("~/")
        ? Path.of(System.getProperty("user.home", ""), text.substring(2))
        : Path.of(text).toAbsolutePath();
  }
}
