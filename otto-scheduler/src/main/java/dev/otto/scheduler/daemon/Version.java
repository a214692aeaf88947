package dev.otto.scheduler.daemon;

import java.util.Objects;

/** The version of this build. */
public final class Version {
  private Version() {}

  /** The number as built; {@code development} where it runs from class files. */
  public static String number() {
    String built = Version.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(built, "development");
  }

  /** One line for people, with the version of Java. */
  public static String line() {
    return "otto " + number() + " (Java " + Runtime.version().feature() + ")";
  }
}
