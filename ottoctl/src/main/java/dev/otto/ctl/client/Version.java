package dev.otto.ctl.client;

/** The version of this build; a constant, so that no start has to read it from a file. */
public final class Version {
  public static final String NUMBER = "0.2.0";

  private Version() {}
}
