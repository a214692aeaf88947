package dev.otto.scheduler.daemon;

import java.util.Objects;

/** The version of this build. */
public final class Version {
  private Version() {}

  /** Returns the version number; {@code development} when run from class files. */
  public static String number() {
    String built = Version.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(built, "development");
  }

  /** Returns one line for people, with the version of Java. */
  public static String line() {
    return "otto " + number() + " (Java " + Runtime.version().feature() + ")";
  }
}
