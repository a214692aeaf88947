package dev.otto.scheduler.jmx;

import javax.management.remote.JMXPrincipal;
import javax.security.auth.Subject;

/** The user who is calling a bean on the current thread. */
final class RemoteUser {
  /**
   * The name of a local user: a process of the same user on this machine that attached to Otto's.
   */
  private static final String LOCAL = "local";

  private RemoteUser() {}

  static String name() {
    Subject subject = Subject.current();
    if (subject == null) {
      return LOCAL;
    }
    return subject.getPrincipals(JMXPrincipal.class).stream()
        .map(JMXPrincipal::getName)
        .findFirst()
        .orElse(LOCAL);
  }
}
